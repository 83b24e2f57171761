// One method for each cost. Each is called once a round, and adds to what it has found in the rounds before.

using Baton.Locking;
using Baton.Platform;
using Baton.Workloads.Execution;
using Baton.Workloads.Execution.Measures;
using Baton.Workloads.Execution.Os;
using MonotonicClock = Baton.Workloads.Execution.MonotonicClock;

namespace Baton.Simulator.Calibration;

/// <summary>Measures single costs, in nanoseconds, on one or two processors.</summary>
internal sealed class CostProbes(ProbeThreads threads, int here, int? elsewhere)
{
    private const int High = 50;
    private const int Low = 40;
    private const int ClockBatches = 10;
    private const int ClockReads = 10_000;
    private const int SwitchCount = 2_000;
    private const int WakeCount = 200;
    private const int MoveCount = 40;
    private const int TimerCount = 60;
    private const int BurstCount = 40;
    private const int BurstMilliseconds = 5;
    private const long PauseBetweenBursts = 5_000_000;
    private const int WorkMicroseconds = 1_000;
    private const int WorkingSetBytes = 64 * 1024;
    private const int CacheLineBytes = 64;
    private const long TimerPeriod = 1_000_000;
    private const long TimeToFallAsleep = 200_000;

    public List<double> Clock { get; } = [];

    public List<double> Switches { get; } = [];

    public List<double> WakesHere { get; } = [];

    public List<double> WakesElsewhere { get; } = [];

    public List<double> Migrations { get; } = [];

    public List<double> TimersWhenBusy { get; } = [];

    public List<double> TimersWhenIdle { get; } = [];

    /// <summary>How long each millisecond of work took, in the order in which they came.</summary>
    public List<long> Works { get; } = [];

    /// <summary>What can be measured here, by name.</summary>
    public IReadOnlyList<(string Name, Action Measure)> All()
    {
        (string, Action)[] onOne =
        [
            ("clock", () => threads.Run(here, High, ReadClock)),
            ("switch", SwitchBackAndForth),
            ("wake on the same processor", WakeLessUrgent),
            ("timer on a busy processor", AwaitTimersBesideAnother),
            ("timer on an idle processor", () => threads.Run(here, High, () => AwaitTimers(TimersWhenIdle))),
            ("work", DoWork),
        ];
        return elsewhere is not { } there
            ? onOne
            :
            [
                .. onOne,
                ("wake on another processor", () => WakeAcross(there)),
                ("migration", () => threads.Run(here, High, () => MoveToAndFro(there))),
            ];
    }

    private void ReadClock()
    {
        for (int batch = 0; batch < ClockBatches; batch++)
        {
            long start = MonotonicClock.Now;
            for (int read = 1; read < ClockReads; read++)
            {
                _ = MonotonicClock.Now;
            }

            Clock.Add((MonotonicClock.Now - start) / (double)ClockReads);
        }
    }

    /// <summary>Two threads on one processor take turns: each wakes the other and waits.</summary>
    private void SwitchBackAndForth()
    {
        Parker ping = NewParker(), pong = NewParker();
        Thread answers = threads.Start(here, High, () =>
        {
            for (int i = 0; i < SwitchCount; i++)
            {
                ping.Park(Deadline.Never);
                pong.Unpark();
            }
        });
        threads.Run(here, High, () =>
        {
            for (int i = 0; i < SwitchCount; i++)
            {
                long start = MonotonicClock.Now;
                ping.Unpark();
                pong.Park(Deadline.Never);
                Switches.Add((MonotonicClock.Now - start) / 2.0);
            }
        });
        answers.Join();
    }

    /// <summary>The woken thread is less urgent, and does not run before the call has returned. It may also take long until it
    /// sleeps again, and two wakes of somebody awake are one.</summary>
    private void WakeLessUrgent()
    {
        Parker bed = NewParker();
        int wakings = 0;
        Thread sleeper = threads.Start(here, Low, () => Sleep(bed, () => Volatile.Write(ref wakings, wakings + 1)));
        threads.Run(here, High, () =>
        {
            for (int i = 0; i < WakeCount; i++)
            {
                do
                {
                    LinuxClock.SleepUntil(MonotonicClock.Now + TimeToFallAsleep);
                }
                while (Volatile.Read(ref wakings) < i);

                long start = MonotonicClock.Now;
                bed.Unpark();
                WakesHere.Add(MonotonicClock.Now - start);
            }
        });
        sleeper.Join();
    }

    private void WakeAcross(int there)
    {
        Parker bed = NewParker(), isAwake = NewParker();
        long wokenAt = 0;
        Thread sleeper = threads.Start(there, High, () => Sleep(bed, () =>
        {
            WakesElsewhere.Add(MonotonicClock.Now - Volatile.Read(ref wokenAt));
            isAwake.Unpark();
        }));
        threads.Run(here, High, () =>
        {
            for (int i = 0; i < WakeCount; i++)
            {
                LinuxClock.SleepUntil(MonotonicClock.Now + TimeToFallAsleep);
                Volatile.Write(ref wokenAt, MonotonicClock.Now);
                bed.Unpark();
                isAwake.Park(Deadline.Never);
            }
        });
        sleeper.Join();
    }

    private void AwaitTimersBesideAnother()
    {
        bool isOver = false;
        Thread neighbour = threads.Start(here, 0, () =>
        {
            while (!Volatile.Read(ref isOver))
            {
                Thread.SpinWait(100);
            }
        });
        threads.Run(here, High, () => AwaitTimers(TimersWhenBusy));
        Volatile.Write(ref isOver, true);
        neighbour.Join();
    }

    private static void AwaitTimers(List<double> lateness)
    {
        for (int i = 0; i < TimerCount; i++)
        {
            long due = MonotonicClock.Now + TimerPeriod;
            LinuxClock.SleepUntil(due);
            lateness.Add(MonotonicClock.Now - due);
        }
    }

    /// <summary>
    /// The loop that "run" events are made of is calibrated by the shortest of many trials; what it takes on the whole is more.
    /// In bursts, as workloads have them: the host of a virtual machine that is busy without end takes its processors away
    /// for longer.
    /// </summary>
    private void DoWork()
    {
        BusyLoop loop = BusyLoop.Calibrate(here);
        using var never = new StopSignal();
        threads.Run(here, High, () =>
        {
            for (int burst = 0; burst < BurstCount; burst++)
            {
                for (int i = 0; i < BurstMilliseconds; i++)
                {
                    long start = MonotonicClock.Now;
                    loop.Run(WorkMicroseconds, never, new WorkPace(), tally: null).AsTask().Wait();
                    Works.Add(MonotonicClock.Now - start);
                }

                LinuxClock.SleepUntil(MonotonicClock.Now + PauseBetweenBursts);
            }
        });
    }

    /// <summary>A pass over memory that is in the caches here, and is not there.</summary>
    private void MoveToAndFro(int there)
    {
        byte[] data = new byte[WorkingSetBytes];
        for (int i = 0; i < MoveCount; i++)
        {
            Touch(data);
            long warm = Touch(data);
            threads.MoveTo(i % 2 == 0 ? there : here);
            Migrations.Add(Math.Max(0, Touch(data) - warm));
        }
    }

    private static void Sleep(Parker bed, Action awake)
    {
        for (int i = 0; i < WakeCount; i++)
        {
            bed.Park(Deadline.Never);
            awake();
        }
    }

    private static long Touch(byte[] data)
    {
        long start = MonotonicClock.Now;
        for (int i = 0; i < data.Length; i += CacheLineBytes)
        {
            data[i]++;
        }

        return MonotonicClock.Now - start;
    }

    private static Parker NewParker() => new(FutexWord.Create());
}
