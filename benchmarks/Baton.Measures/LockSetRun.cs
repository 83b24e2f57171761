// Threads that take sets of locks out of many and use what they protect: with an order that everybody keeps, which is what
// one does with System.Threading.Lock, or in whatever order the locks come, with LockAll and either of its rules.
//
// The locks of a set are drawn anew each time, without repetition. Whoever needs an order sorts them, and that is part of the
// time; whoever needs none does not. What the locks protect is a count each, and at the end the counts must add up.

using System.Diagnostics;

namespace Baton.Measures;

/// <summary>Who takes sets of locks.</summary>
public enum LockSetContestant
{
    /// <summary><see cref="Lock"/>, in the order of their places.</summary>
    SortedLocks,

    /// <summary><see cref="LockAll"/>, where an older one wounds a younger owner.</summary>
    WoundWait,

    /// <summary><see cref="LockAll"/>, where a younger one does not wait for an older.</summary>
    WaitDie,
}

/// <summary>Sets of locks out of many.</summary>
/// <param name="Threads">How many threads.</param>
/// <param name="Size">How many locks a set has.</param>
/// <param name="Among">Out of how many they are drawn.</param>
/// <param name="Duration">For how long.</param>
public sealed record LockSetScenario(int Threads, int Size, int Among, TimeSpan Duration);

/// <summary>What came of one run.</summary>
/// <param name="SetsPerSecond">How many sets were entered, used and exited.</param>
/// <param name="BackOffs">How often a set let go of what it held, for a thousand sets.</param>
/// <param name="LongestNanoseconds">The longest time from the draw of a set to its last exit.</param>
/// <param name="ForeignShare">How much of the machine others used meanwhile, or null.</param>
/// <param name="Violations">By how much the counts are wrong: 0, if locks exclude.</param>
public sealed record LockSetResult(
    double SetsPerSecond, double BackOffs, double LongestNanoseconds, double? ForeignShare, long Violations);

/// <summary>One run.</summary>
public static class LockSetRun
{
    /// <summary>Runs the scenario on new locks.</summary>
    public static LockSetResult Measure(
        LockSetContestant contestant, LockSetScenario scenario, CancellationToken cancellationToken = default)
    {
        ISets sets = contestant == LockSetContestant.SortedLocks
            ? new SortedSets(scenario.Among)
            : new AnySets(
                scenario.Among,
                contestant == LockSetContestant.WaitDie ? DeadlockAvoidance.WaitDie : DeadlockAvoidance.WoundWait);
        int[] counts = new int[scenario.Among];
        var phase = new RunPhase();
        var tallies = new Tally[scenario.Threads];
        Thread[] threads = [.. Enumerable.Range(0, scenario.Threads).Select(me => new Thread(() => tallies[me] = Take(me, sets, counts, scenario, phase)))];
        Array.ForEach(threads, thread => thread.Start());
        cancellationToken.WaitHandle.WaitOne(scenario.Duration / 5);
        ResourceMeter before = ResourceMeter.ReadBefore();
        phase.BeginMeasuring();
        cancellationToken.WaitHandle.WaitOne(scenario.Duration);
        phase.End();
        ResourceMeter after = ResourceMeter.ReadAfter();
        Array.ForEach(threads, thread => thread.Join());

        ResourceUse use = before.Until(after);
        long measured = tallies.Sum(tally => tally.Measured);
        return new LockSetResult(
            measured / use.Elapsed.TotalSeconds,
            1000.0 * tallies.Sum(tally => tally.BackOffs) / Math.Max(1, tallies.Sum(tally => tally.All)),
            tallies.Max(tally => tally.LongestTicks) * (1e9 / Stopwatch.Frequency),
            use.ForeignShare,
            Math.Abs((tallies.Sum(tally => tally.All) * scenario.Size) - counts.Sum(count => (long)count)));
    }

    private static Tally Take(int me, ISets sets, int[] counts, LockSetScenario scenario, RunPhase phase)
    {
        var dice = new Random(me);
        int[] places = new int[scenario.Size];
        var tally = default(Tally);
        while (!phase.IsOver)
        {
            long start = Stopwatch.GetTimestamp();
            Draw(dice, places, scenario.Among);
            tally.BackOffs += sets.Use(places, counts);
            tally.All++;
            if (phase.IsMeasuring)
            {
                tally.Measured++;
                tally.LongestTicks = Math.Max(tally.LongestTicks, Stopwatch.GetTimestamp() - start);
            }
        }

        return tally;
    }

    private static void Draw(Random dice, int[] places, int among)
    {
        for (int i = 0; i < places.Length; i++)
        {
            do
            {
                places[i] = dice.Next(among);
            }
            while (places.AsSpan(0, i).Contains(places[i]));
        }
    }

    private static void Count(int[] places, int[] counts)
    {
        foreach (int place in places)
        {
            counts[place]++;
        }
    }

    private struct Tally
    {
        public long All;
        public long Measured;
        public long BackOffs;
        public long LongestTicks;
    }

    private interface ISets
    {
        /// <summary>Enters all, counts, exits all; returns how often it had to let go.</summary>
        int Use(int[] places, int[] counts);
    }

    private sealed class SortedSets(int among) : ISets
    {
        private readonly Lock[] _locks = [.. Enumerable.Range(0, among).Select(_ => new Lock())];

        public int Use(int[] places, int[] counts)
        {
            Array.Sort(places);
            foreach (int place in places)
            {
                _locks[place].Enter();
            }

            Count(places, counts);
            foreach (int place in places)
            {
                _locks[place].Exit();
            }

            return 0;
        }
    }

    private sealed class AnySets : ISets
    {
        // As the places are: made once and filled anew for each set.
        [ThreadStatic]
        private static WoundWaitMutex[]? t_wanted;

        private readonly WoundWaitMutex[] _mutexes;

        public AnySets(int among, DeadlockAvoidance avoidance)
        {
            var acquireClass = new AcquireClass(avoidance);
            _mutexes = [.. Enumerable.Range(0, among).Select(_ => new WoundWaitMutex(acquireClass))];
        }

        public int Use(int[] places, int[] counts)
        {
            WoundWaitMutex[] wanted = t_wanted is { } kept && kept.Length == places.Length ? kept : t_wanted = new WoundWaitMutex[places.Length];
            for (int i = 0; i < places.Length; i++)
            {
                wanted[i] = _mutexes[places[i]];
            }

            using LockSet held = LockAll.Enter(wanted.AsSpan());
            Count(places, counts);
            return held.BackOffCount;
        }
    }
}
