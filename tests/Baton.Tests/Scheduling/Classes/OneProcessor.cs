// A single processor in virtual time that runs the fibers of one class: fibers have so much work and then sleep, and wake
// again when the test says. It asks the class exactly when a worker would: when the donor sleeps, when the class says so at
// its next event, and when somebody wakes who should preempt. What ran when is written down.

using Xunit;

namespace Baton.Tests.Scheduling.Classes;

internal sealed class OneProcessor(ClassBench bench)
{
    private readonly PriorityQueue<Action, (long Time, int Order)> _events = new();
    private readonly Dictionary<QueuedFiber, long> _work = [];
    private readonly Dictionary<QueuedFiber, Action> _whenDone = [];
    private bool _shouldPick = true;
    private int _arrivals;

    public long Now => bench.Now;

    /// <summary>How much later than asked for the class's events are noticed.</summary>
    public Func<long> Lateness { get; set; } = () => 0;

    /// <summary>Called after each step.</summary>
    public Action Watch { get; set; } = () => { };

    public List<(QueuedFiber Fiber, long From, long To)> Runs { get; } = [];

    public void At(long time, Action action) => _events.Enqueue(action, (time, _arrivals++));

    /// <summary>A sleeping fiber, or one that was never here, has work to do; then it sleeps.</summary>
    public void Give(QueuedFiber fiber, long work, Action whenDone)
    {
        _work[fiber] = work;
        _whenDone[fiber] = whenDone;
        if (fiber.Ran == 0 && fiber.Queueing == Baton.Scheduling.Queueing.None)
        {
            bench.Enqueue(fiber, Baton.Scheduling.EnqueueReason.Started);
            _shouldPick |= bench.Donor is null || bench.Queue.Preempts(fiber, bench.Donor, Now);
        }
        else
        {
            _shouldPick |= bench.WakePreempts(fiber);
        }
    }

    public void RunUntil(long end)
    {
        long wanted = 0;
        int stepsAtOnce = 0;
        long tickAt = long.MaxValue;
        while (Now < end)
        {
            if (_shouldPick)
            {
                _shouldPick = false;
                bench.Pick();
            }

            // A host that is late already does not become later by being asked again.
            bool isDue = wanted != 0 && wanted <= Now;
            if (!isDue && bench.NextEvent() is var next && next != wanted)
            {
                wanted = next;
                tickAt = next == long.MaxValue ? next : next + Lateness();
            }

            QueuedFiber? donor = bench.Donor;
            long until = Math.Min(end, tickAt);
            until = _events.TryPeek(out _, out (long Time, int Order) first) ? Math.Min(until, first.Time) : until;
            until = donor is null ? until : Math.Min(until, Now + _work[donor]);
            stepsAtOnce = until > Now ? 0 : stepsAtOnce + 1;
            Assert.True(stepsAtOnce < 1_000, $"Time stands still at {Now}: {donor}, next event at {wanted}.");
            Step(donor, until);
            while (_events.TryPeek(out Action? action, out first) && first.Time <= Now)
            {
                _events.Dequeue();
                action();
            }

            if (Now >= tickAt)
            {
                wanted = 0;
                _shouldPick |= bench.Tick();
            }

            Watch();
        }
    }

    private void Step(QueuedFiber? donor, long until)
    {
        long from = Now;
        bench.Run(until - from);
        if (donor is null)
        {
            return;
        }

        Runs.Add((donor, from, until));
        if ((_work[donor] -= until - from) == 0)
        {
            bench.Sleep(donor);
            _shouldPick = true;
            _whenDone[donor]();
        }
    }
}
