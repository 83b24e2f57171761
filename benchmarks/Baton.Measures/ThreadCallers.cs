// Threads that contend for a lock.
//
// The loop runs in slices of a few dozen turns, and a slice is a method of its own: a method that is called often is
// recompiled by the runtime with what it learned, where one endless loop would stay with the code that it entered with.

using System.Diagnostics;
using System.Runtime.CompilerServices;
using Baton.Rivals;

namespace Baton.Measures;

/// <summary>A number of threads that take one lock again and again until the run is over.</summary>
internal sealed class ThreadCallers<TRival> : ICallers
    where TRival : struct, IThreadRival<TRival>
{
    private const int TurnsPerSlice = 64;

    private readonly TRival _rival;
    private readonly GuardedSection _section;
    private readonly RunPhase _phase;
    private readonly BusyWork _hold;
    private readonly BusyWork _think;
    private readonly Caller[] _callers;
    private readonly WaitRecorder[] _recorders;
    private readonly Thread[] _threads;

    public ThreadCallers(TRival rival, ContendedScenario scenario, GuardedSection section, RunPhase phase)
    {
        _rival = rival;
        _section = section;
        _phase = phase;
        _hold = BusyWork.Lasting(scenario.Hold);
        _think = BusyWork.Lasting(scenario.Think);
        _callers = new Caller[scenario.Threads];
        _recorders = new WaitRecorder[scenario.Threads];
        _threads = new Thread[scenario.Threads];
        for (int i = 0; i < scenario.Threads; i++)
        {
            int index = i;
            _callers[i] = new Caller(i + 1);
            _recorders[i] = new WaitRecorder();
            _threads[i] = new Thread(() => CallUntilOver(_callers[index], _recorders[index]))
            {
                IsBackground = true,
                Name = $"caller {i + 1}",
            };
        }
    }

    public IReadOnlyList<Caller> Callers => _callers;

    public IEnumerable<WaitRecorder> Recorders => _recorders;

    public void Start()
    {
        foreach (Thread thread in _threads)
            thread.Start();
    }

    public int WaitUntilGone(TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        int stuck = 0;
        foreach (Thread thread in _threads)
        {
            TimeSpan left = patience - Stopwatch.GetElapsedTime(start);
            if (!thread.Join(left > TimeSpan.Zero ? left : TimeSpan.Zero))
                stuck++;
        }

        return stuck;
    }

    private void CallUntilOver(Caller caller, WaitRecorder recorder)
    {
        while (!_phase.IsOver)
            CallSlice(caller, recorder);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CallSlice(Caller caller, WaitRecorder recorder)
    {
        TRival rival = _rival;
        GuardedSection section = _section;
        RunPhase phase = _phase;
        for (int turn = 0; turn < TurnsPerSlice && !phase.IsOver; turn++)
        {
            long asked = Stopwatch.GetTimestamp();
            rival.Enter();
            long granted = Stopwatch.GetTimestamp();

            section.Begin(caller.Number);
            _hold.Run();
            section.End(caller.Number);
            rival.Exit();

            caller.CountAcquisition(phase.IsMeasuring);
            if (phase.IsRecording)
                recorder.Record(granted - asked);

            _think.Run();
        }
    }
}
