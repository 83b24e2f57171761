// What a deadline policy promises, on a simulated processor:
//
//   to those who keep to it    if the shares add up to at most one processor, every job of at most one runtime, a period or
//                              more after the last, is done by its deadline, whatever the others do
//   against those who do not   in any window of time nobody gets more than its bandwidth of it, and two runtimes
//
// The cast of each run is random: well-behaved fibers, fibers that always want to run, fibers that sleep and wake to get
// more than their share.

using Baton.Scheduling.Classes;
using CsCheck;
using Xunit;
using static Baton.Tests.Scheduling.Classes.ClassBench;

namespace Baton.Tests.Scheduling.Classes;

public sealed class DeadlineGuaranteeTests
{
    private enum Conduct
    {
        Keeps,
        Hogs,
        Tricks,
    }

    private static readonly Gen<(Conduct Conduct, int PeriodMs, int Share, int Deadline)[]> Casts = Gen.Select(
        Gen.OneOf(Conduct.Keeps, Conduct.Keeps, Conduct.Hogs, Conduct.Tricks), Gen.Int[1, 50], Gen.Int[1, 10], Gen.Int[20, 100]).Array[1, 6];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AdmittedSet_WhateverTheOthersDo_MeetsItsDeadlines(bool deadlinesWithinPeriods)
    {
        Gen.Select(Casts, Gen.Int).Sample(
            (cast, seed) =>
            {
                var scene = new Scene(cast, seed, deadlinesWithinPeriods);
                scene.Processor.RunUntil(Second + (200 * Millisecond));
                Assert.Equal([], scene.Misses);
            },
            iter: 100);
    }

    [Fact]
    public void Bandwidth_OfAnybody_IsNotExceededOverAnyWindow()
    {
        Gen.Select(Casts, Gen.Int).Sample(
            (cast, seed) =>
            {
                var scene = new Scene(cast, seed, deadlinesWithinPeriods: false);
                scene.Processor.RunUntil(Second + (300 * Millisecond));
                scene.CheckBandwidth(overrun: 0);
            },
            iter: 100);
    }

    [Fact]
    public void Bandwidth_WithAHostThatIsLate_IsExceededByOneOverrunAtMost()
    {
        Gen.Select(Casts, Gen.Int).Sample(
            (cast, seed) =>
            {
                var scene = new Scene(cast, seed, deadlinesWithinPeriods: false);
                var random = new Random(seed);
                scene.Processor.Lateness = () => random.NextInt64(3 * Millisecond);
                scene.Processor.RunUntil(Second + (300 * Millisecond));
                scene.CheckBandwidth(overrun: 3 * Millisecond);
            },
            iter: 100);
    }

    [Fact]
    public void Hogs_WithAProcessorBetweenThem_UseAllOfIt()
    {
        var scene = new Scene([(Conduct.Hogs, 10, 1, 100), (Conduct.Hogs, 30, 2, 100)], seed: 1, deadlinesWithinPeriods: false);
        scene.Processor.RunUntil(Second + (300 * Millisecond));

        long all = scene.Processor.Runs.Sum(run => run.To - run.From);
        // Each comes at some time in its first period.
        Assert.InRange(all, 270 * Millisecond, 300 * Millisecond);
    }

    private sealed class Scene
    {
        private readonly ClassBench _bench = new(new DeadlineQueue());
        private readonly Random _random;
        private readonly Dictionary<QueuedFiber, SchedulingPolicy> _cast = [];
        private readonly HashSet<QueuedFiber> _late = [];

        public Scene((Conduct Conduct, int PeriodMs, int Share, int Deadline)[] cast, int seed, bool deadlinesWithinPeriods)
        {
            _random = new Random(seed);
            Processor = new OneProcessor(_bench);
            int shares = cast.Sum(part => part.Share);
            foreach ((Conduct conduct, int periodMs, int share, int deadlineShare) in cast)
            {
                TimeSpan period = TimeSpan.FromMilliseconds(periodMs);
                TimeSpan deadline = deadlinesWithinPeriods ? Whole(period * deadlineShare / 100) : period;
                var policy = SchedulingPolicy.Deadline(Whole(deadline * share / shares), deadline, period);
                var fiber = new QueuedFiber($"{conduct} {policy}", policy);
                _cast.Add(fiber, policy);
                Processor.At(Second + Nanoseconds(period * _random.NextDouble()), () => Begin(fiber, conduct));
            }
        }

        public OneProcessor Processor { get; }

        public List<string> Misses { get; } = [];

        public void CheckBandwidth(long overrun)
        {
            foreach ((QueuedFiber fiber, SchedulingPolicy policy) in _cast)
            {
                (QueuedFiber Fiber, long From, long To)[] runs = [.. Processor.Runs.Where(run => run.Fiber == fiber)];
                double bandwidth = policy.Runtime / policy.Period;
                for (int first = 0; first < runs.Length; first++)
                {
                    long ran = 0;
                    for (int last = first; last < runs.Length; last++)
                    {
                        ran += runs[last].To - runs[last].From;
                        double most = (bandwidth * (runs[last].To - runs[first].From)) + (2 * Nanoseconds(policy.Runtime)) + overrun;

                        // The budget is cut to whole nanoseconds.
                        Assert.True(ran <= most + 1, $"{fiber} ran {ran} ns in a window that allows {most}.");
                    }
                }
            }
        }

        private void Begin(QueuedFiber fiber, Conduct conduct)
        {
            SchedulingPolicy policy = _cast[fiber];
            long runtime = Nanoseconds(policy.Runtime);
            long now = Processor.Now;
            switch (conduct)
            {
                case Conduct.Keeps:
                    if (_late.Contains(fiber))
                    {
                        break;
                    }

                    bool isDone = false;
                    Processor.At(now + Nanoseconds(policy.RelativeDeadline), () => Check(fiber, isDone));
                    Processor.At(
                        now + Nanoseconds(policy.Period) + (_random.Next(2) * _random.NextInt64(5 * Millisecond)),
                        () => Begin(fiber, conduct));
                    Processor.Give(fiber, _random.Next(2) == 0 ? runtime : 1 + _random.NextInt64(runtime), () => isDone = true);
                    break;
                case Conduct.Hogs:
                    Processor.Give(fiber, Second, () => { });
                    break;
                case Conduct.Tricks:
                    Processor.Give(
                        fiber,
                        1 + _random.NextInt64(2 * runtime),
                        () => Processor.At(Processor.Now + (20 * Microsecond) + _random.NextInt64(runtime), () => Begin(fiber, conduct)));
                    break;
            }
        }

        private void Check(QueuedFiber fiber, bool isDone)
        {
            if (!isDone)
            {
                _late.Add(fiber);
                Misses.Add($"{fiber} was not done at {Processor.Now}.");
            }
        }

        private static TimeSpan Whole(TimeSpan time) => TimeSpan.FromTicks(Math.Max(time.Ticks, 10));

        private static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;
    }
}
