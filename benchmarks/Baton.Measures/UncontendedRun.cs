// What a lock costs that nobody else wants. Each rival runs a loop of acquire and release on one thread, many times over,
// and the loops of all rivals are interleaved: first each rival's first loop, then each one's second. What disturbs the
// machine for a second, and what its clock speed does meanwhile, then disturbs all of them, and the ratio of the medians
// stays. The overhead of the loop itself (0.3 ns) is not subtracted.

using System.Diagnostics;
using System.Runtime.CompilerServices;
using Baton.Rivals;

namespace Baton.Measures;

/// <summary>Measures locks that nobody else wants.</summary>
public static class UncontendedRun
{
    private const int WarmUpRounds = 3;
    private const int WarmUpCalls = 40;
    private const int WarmUpTurns = 1_000;
    private const int ObjectsToWeigh = 1_000;

    // Longer than the runtime waits before it recompiles what has proved hot.
    private static readonly TimeSpan TierUpPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Measures these locks side by side.</summary>
    /// <param name="rivals">The kinds of lock; each must have the face.</param>
    /// <param name="face">How the lock is taken.</param>
    /// <param name="loops">How many loops each one runs.</param>
    /// <param name="loopTime">About how long a loop takes.</param>
    /// <param name="afterEach">Told after each loop what it showed.</param>
    /// <param name="cancellationToken">Ends the measurement; what has at least one loop by then is the result.</param>
    public static IReadOnlyList<UncontendedResult> Measure(
        IReadOnlyList<Rival> rivals,
        Face face,
        int loops = 11,
        TimeSpan? loopTime = null,
        Action<Rival, Nanoseconds>? afterEach = null,
        CancellationToken cancellationToken = default)
    {
        UncontendedLoop[] contestants = [.. rivals.Select(rival => NewLoop(rival, face))];
        for (int round = 0; round < WarmUpRounds; round++)
        {
            foreach (UncontendedLoop contestant in contestants)
            {
                for (int call = 0; call < WarmUpCalls; call++)
                    contestant.Run(WarmUpTurns);
            }

            cancellationToken.WaitHandle.WaitOne(TierUpPause);
        }

        int[] turns = [.. contestants.Select(contestant => TurnsFor(contestant, loopTime ?? TimeSpan.FromMilliseconds(60)))];
        var times = contestants.Select(_ => new List<Nanoseconds>()).ToArray();
        long[] bytes = new long[contestants.Length];
        for (int loop = 0; loop < loops; loop++)
        {
            for (int i = 0; i < contestants.Length && !cancellationToken.IsCancellationRequested; i++)
            {
                long bytesBefore = GC.GetAllocatedBytesForCurrentThread();
                long start = Stopwatch.GetTimestamp();
                contestants[i].Run(turns[i]);
                long ticks = Stopwatch.GetTimestamp() - start;
                bytes[i] += GC.GetAllocatedBytesForCurrentThread() - bytesBefore;
                times[i].Add(new Nanoseconds(Nanoseconds.FromStopwatchTicks(ticks).Value / turns[i]));
                afterEach?.Invoke(rivals[i], times[i][^1]);
            }
        }

        var results = new List<UncontendedResult>();
        for (int i = 0; i < contestants.Length; i++)
        {
            if (times[i].Count == 0)
                continue;

            // A loop of an asynchronous face allocates one state machine at most, which vanishes in the rounding.
            double bytesPerTurn = Math.Round((double)bytes[i] / times[i].Count / turns[i], 2);
            results.Add(new UncontendedResult(rivals[i], times[i], bytesPerTurn, contestants[i].ObjectBytes));
        }

        return results;
    }

    private static UncontendedLoop NewLoop(Rival rival, Face face) => face == Face.Thread
        ? rival.OnThreads(new LoopMaker(withToken: false))
        : rival.OnAsync(new LoopMaker(withToken: face == Face.AsyncWithToken));

    private static int TurnsFor(UncontendedLoop contestant, TimeSpan loopTime)
    {
        const int Probe = 100_000;
        long start = Stopwatch.GetTimestamp();
        contestant.Run(Probe);
        double probeSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return (int)Math.Clamp(Probe * loopTime.TotalSeconds / probeSeconds, WarmUpTurns, int.MaxValue);
    }

    private abstract class UncontendedLoop
    {
        public required int ObjectBytes { get; init; }

        /// <summary>Acquires and releases so many times.</summary>
        public abstract void Run(int turns);
    }

    private sealed class LoopMaker(bool withToken) : IThreadUse<UncontendedLoop>, IAsyncUse<UncontendedLoop>
    {
        UncontendedLoop IThreadUse<UncontendedLoop>.Use<TRival>() =>
            new ThreadLoop<TRival>(TRival.Create()) { ObjectBytes = Weigh<TRival>() };

        UncontendedLoop IAsyncUse<UncontendedLoop>.Use<TRival, TScope>() =>
            new AsyncLoop<TRival, TScope>(TRival.Create(), withToken) { ObjectBytes = Weigh<TRival>() };

        private static int Weigh<TRival>()
            where TRival : struct, IRival<TRival>
        {
            // The first ones initialise statics.
            for (int i = 0; i < ObjectsToWeigh; i++)
                TRival.Create();

            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < ObjectsToWeigh; i++)
                TRival.Create();

            return (int)((GC.GetAllocatedBytesForCurrentThread() - before) / ObjectsToWeigh);
        }
    }

    private sealed class ThreadLoop<TRival>(TRival rival) : UncontendedLoop
        where TRival : struct, IThreadRival<TRival>
    {
        private readonly TRival _rival = rival;

        [MethodImpl(MethodImplOptions.NoInlining)]
        public override void Run(int turns)
        {
            TRival rival = _rival;
            for (int turn = 0; turn < turns; turn++)
            {
                rival.Enter();
                rival.Exit();
            }
        }
    }

    private sealed class AsyncLoop<TRival, TScope>(TRival rival, bool withToken) : UncontendedLoop
        where TRival : struct, IAsyncRival<TRival, TScope>
    {
        private readonly TRival _rival = rival;
        private readonly CancellationToken _token = withToken ? new CancellationTokenSource().Token : CancellationToken.None;

        // Nobody else wants the lock, so every await finds it granted and the task is complete when it is returned.
        public override void Run(int turns) => RunAsync(turns).GetAwaiter().GetResult();

        private async Task RunAsync(int turns)
        {
            TRival rival = _rival;
            CancellationToken token = _token;
            for (int turn = 0; turn < turns; turn++)
            {
                TScope scope = await rival.EnterAsync(token).ConfigureAwait(false);
                rival.Exit(scope);
            }
        }
    }
}
