// Asynchronous callers that contend for a lock on the thread pool.
//
// A caller resumes on any pool thread, so it has no recorder of its own: it uses the one of the thread it is on, and
// between fetching and using it there is no await. Ten thousand callers then need as many recorders as there are
// workers.
//
// The callers start gathered. Whoever starts first finds a free lock and could go round with it so fast that the others
// never come to ask, and what would be measured then is one caller on an idle lock. So the conductor takes the lock
// before it lets them loose and releases it when all have asked for it.

using System.Diagnostics;
using Baton.Rivals;

namespace Baton.Measures;

/// <summary>A number of asynchronous callers that take one lock again and again until the run is over.</summary>
internal sealed class AsyncCallers<TRival, TScope> : ICallers, IDisposable
    where TRival : struct, IAsyncRival<TRival, TScope>
{
    private readonly TRival _rival;
    private readonly ContendedScenario _scenario;
    private readonly GuardedSection _section;
    private readonly RunPhase _phase;
    private readonly BusyWork _hold;
    private readonly BusyWork _think;
    private readonly Caller[] _callers;
    private readonly CancellationTokenSource?[] _cancellations;
    private readonly ThreadLocal<WaitRecorder> _recorders = new(() => new WaitRecorder(), trackAllValues: true);
    private Task[] _tasks = [];
    private int _gathered;

    public AsyncCallers(TRival rival, ContendedScenario scenario, GuardedSection section, RunPhase phase)
    {
        _rival = rival;
        _scenario = scenario;
        _section = section;
        _phase = phase;
        _hold = BusyWork.Lasting(scenario.Hold);
        _think = BusyWork.Lasting(scenario.Think);
        _callers = new Caller[scenario.AsyncCallers];
        _cancellations = new CancellationTokenSource?[scenario.AsyncCallers];
        for (int i = 0; i < scenario.AsyncCallers; i++)
        {
            _callers[i] = new Caller(scenario.Threads + i + 1);
            _cancellations[i] = scenario.WithToken ? new CancellationTokenSource() : null;
        }
    }

    public IReadOnlyList<Caller> Callers => _callers;

    public IEnumerable<WaitRecorder> Recorders => _recorders.Values;

    public void Start()
    {
        // Callers that block instead of waiting asynchronously would have to be given a pool thread each to gather, which
        // the pool does one by one, seconds apart. They yield between two requests and so all come to ask anyway.
        bool gathers = _scenario.Await == AwaitPlace.InsideSection;
        TScope scope = gathers ? TakeBeforeAnybodyElse() : default!;
        _tasks = new Task[_callers.Length];
        for (int i = 0; i < _callers.Length; i++)
        {
            Caller caller = _callers[i];
            CancellationToken token = _cancellations[i]?.Token ?? CancellationToken.None;
            _tasks[i] = Task.Run(() => CallUntilOverAsync(caller, token));
        }

        if (gathers)
        {
            SpinWait.SpinUntil(() => Volatile.Read(ref _gathered) == _callers.Length);
            _rival.Exit(scope);
        }
    }

    public int WaitUntilGone(TimeSpan patience)
    {
        // A caller that threw surfaces here, as an AggregateException.
        return Task.WaitAll(_tasks, patience) ? 0 : _tasks.Count(task => !task.IsCompleted);
    }

    public void Dispose()
    {
        _recorders.Dispose();
        foreach (CancellationTokenSource? cancellation in _cancellations)
            cancellation?.Dispose();
    }

    private TScope TakeBeforeAnybodyElse()
    {
        ValueTask<TScope> entering = _rival.EnterAsync(CancellationToken.None);
        return entering.IsCompleted ? entering.Result : throw new InvalidOperationException("Nobody can hold a new lock.");
    }

    private async Task CallUntilOverAsync(Caller caller, CancellationToken cancellationToken)
    {
        TRival rival = _rival;
        bool awaitsInside = _scenario.Await == AwaitPlace.InsideSection;
        Interlocked.Increment(ref _gathered);
        while (!_phase.IsOver)
        {
            long asked = Stopwatch.GetTimestamp();
            TScope scope = await rival.EnterAsync(cancellationToken).ConfigureAwait(false);
            long granted = Stopwatch.GetTimestamp();

            _section.Begin(caller.Number);
            _hold.Run();
            if (awaitsInside)
                await Task.Yield();
            _section.End(caller.Number);
            rival.Exit(scope);

            caller.CountAcquisition(_phase.IsMeasuring);
            if (_phase.IsRecording)
                _recorders.Value!.Record(granted - asked);

            _think.Run();
            if (!awaitsInside)
                await Task.Yield();
        }
    }
}
