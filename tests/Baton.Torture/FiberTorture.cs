// Stress for the scheduler: a crowd of short-lived fibers of all policies, synchronous and asynchronous, that enter mutexes
// within mutexes, wait for timers and foreign threads, and meanwhile cancel, demote, promote and move each other, post to
// each other, throw, and end; and others take their place.
//
// What must hold: one caller at a time inside each mutex; every fiber ends, and in one of the ways in which its dice let it
// end; and when the last one has ended there is nothing left: no fiber, no blocked thread, no flag on a mutex, and no time
// that somebody lent and nobody borrowed.

using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Baton.Torture;

/// <summary>Tortures a scheduler.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The run stops its scheduler itself; one that has stalled cannot be stopped.")]
internal sealed partial class FiberTorture
{
    private const int TimesInFlight = 4_096;

    private readonly FiberTortureOptions _options;
    private readonly TextWriter _output;
    private readonly ProxyScheduler _scheduler;
    private readonly HandoffMutex[] _mutexes;
    private readonly int[] _inside;
    private readonly Fiber?[] _crowd;
    private readonly Queue<Fiber> _recent = new();
    private readonly List<string> _faults = [];
    private long _lent;
    private long _borrowed;
    private long _operations;
    private long _violations;
    private int _started;
    private int _succeeded;
    private int _canceled;
    private int _thrown;
    private int _refused;
    private int _postsMade;
    private int _postsRun;

    public FiberTorture(FiberTortureOptions options, TextWriter output)
    {
        _options = options;
        _output = output;
        _scheduler = new ProxyScheduler(new ProxySchedulerOptions
        {
            WorkerCount = options.Workers,
            ThreadCountMax = options.ThreadCountMax,
            ProxyExecution = options.ProxyExecution,
            Name = "torture",
        });
        _mutexes = [.. Enumerable.Range(0, options.Locks).Select(_ => new HandoffMutex())];
        _inside = new int[options.Locks];
        _crowd = new Fiber?[options.Fibers];
    }

    /// <summary>Runs to the end of the time or the token; returns what was found wrong.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken stop = default)
    {
        _output.WriteLine(
            $"torture of the scheduler: {_options.Fibers} fibers, {_options.Workers} workers, {_options.Locks} locks, "
            + $"proxy execution {_options.ProxyExecution}, {_options.Duration}, seed {_options.Seed}");
        long start = Stopwatch.GetTimestamp();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        end.CancelAfter(_options.Duration);
        Task[] lineages = [.. Enumerable.Range(0, _options.Fibers).Select(place => Task.Run(() => LeadAsync(place, end.Token), CancellationToken.None))];
        Task all = Task.WhenAll(lineages);
        bool stalled = !await WatchAsync(all, start);
        if (!stalled)
        {
            await all;
            Task stopped = _scheduler.DisposeAsync().AsTask();
            stalled = await Task.WhenAny(stopped, Task.Delay(_options.StallLimit, CancellationToken.None)) != stopped
                || !await ComeToRestAsync();
        }

        if (stalled)
        {
            ReportStall();
        }
        else
        {
            CheckAtRest();
        }

        _output.WriteLine(StatLine(Stopwatch.GetElapsedTime(start)));
        _output.WriteLine(_faults.Count == 0 ? "no fault found" : $"FAULTY: {string.Join("; ", _faults)}");
        return _faults;
    }

    /// <summary>One place in the crowd: fibers one after the other, each judged by its end.</summary>
    private async Task LeadAsync(int place, CancellationToken end)
    {
        var dice = new Random(_options.Seed + place);
        while (!end.IsCancellationRequested)
        {
            Interlocked.Increment(ref _started);
            int seed = dice.Next();
            FiberOptions options = new() { Name = $"tortured {place}", Affinity = AnyAffinity(dice) };
            var body = new FiberTorturer(this, new Random(seed));
            Fiber fiber = dice.Next(3) == 0
                ? _scheduler.Start(body.Live, AnyPolicy(dice), options)
                : _scheduler.Start(body.LiveAsync, AnyPolicy(dice), options);
            Volatile.Write(ref _crowd[place], fiber);
            try
            {
                await fiber.ConfigureAwait(false);
                Interlocked.Increment(ref _succeeded);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref _canceled);
            }
            catch (TortureException)
            {
                Interlocked.Increment(ref _thrown);
            }
            catch (InvalidOperationException refused) when (refused.Message.Contains("ThreadCountMax", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref _refused);
            }
            catch (Exception unexpected)
            {
                lock (_faults)
                {
                    _faults.Add($"{fiber.Name} failed: {unexpected}");
                }

                return;
            }

            Remember(fiber);
        }
    }

    /// <summary>Lets time be booked for a while after a fiber's end, and sums up what it has lent and borrowed.</summary>
    private void Remember(Fiber fiber)
    {
        lock (_recent)
        {
            _recent.Enqueue(fiber);
            if (_recent.Count > TimesInFlight)
            {
                Sum(_recent.Dequeue());
            }
        }
    }

    private void Sum(Fiber fiber)
    {
        _lent += fiber.Times.Lent;
        _borrowed += fiber.Times.Borrowed;
    }

    private async Task<bool> WatchAsync(Task all, long start)
    {
        long lastCount = -1;
        long progressAt = start;
        long statAt = start;
        while (!all.IsCompleted)
        {
            await Task.WhenAny(all, Task.Delay(50, CancellationToken.None));
            long count = Interlocked.Read(ref _operations) + Volatile.Read(ref _started);
            if (count != lastCount)
            {
                lastCount = count;
                progressAt = Stopwatch.GetTimestamp();
            }

            if (Stopwatch.GetElapsedTime(progressAt) > _options.StallLimit)
            {
                return false;
            }

            if (Stopwatch.GetElapsedTime(statAt) > _options.StatInterval)
            {
                statAt = Stopwatch.GetTimestamp();
                _output.WriteLine(StatLine(Stopwatch.GetElapsedTime(start)));
            }
        }

        return true;
    }

    /// <summary>What was posted to fibers that have ended is not waited for by the scheduler; here it is.</summary>
    private async Task<bool> ComeToRestAsync()
    {
        long start = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _postsRun) != _postsMade || _scheduler.ThreadCount > 0)
        {
            if (Stopwatch.GetElapsedTime(start) > _options.StallLimit)
            {
                return false;
            }

            await Task.Delay(5, CancellationToken.None);
        }

        return true;
    }

    private void ReportStall()
    {
        _faults.Add(
            $"nothing has happened for {_options.StallLimit.TotalSeconds:0} s, with {_scheduler.FiberCount} fibers, "
            + $"{_scheduler.ThreadCount} threads, {_scheduler.BlockedThreadCount} of them blocked, "
            + $"and {_postsMade - _postsRun} of {_postsMade} posts to come");
        foreach (Fiber fiber in _scheduler.Host.Registry.ToList())
        {
            _output.WriteLine(
                $"  {fiber.Name}, {fiber.Policy}: queueing {fiber.Queueing} at {fiber.Worker?.Index}, home {fiber.Home?.Index}, "
                + $"allowed {fiber.Allowed}, blocked {fiber.IsBlocked}, asleep {fiber.IsAsleep}, work {fiber.HasWork}, "
                + $"waits for mutex {Array.IndexOf(_mutexes, fiber.BlockedOn)}, beside {fiber.SleepingOwner.Load(Platform.MemoryOrder.Acquire)}");
        }

        for (int i = 0; i < _mutexes.Length; i++)
        {
            _output.WriteLine($"  mutex {i}: {_mutexes[i].State}, owner {_scheduler.Host.Core.Fibers.Find(_mutexes[i].State.Owner)}");
        }

        foreach (Scheduling.Worker worker in _scheduler.Host.Core.Workers)
        {
            _output.WriteLine(
                $"  worker {worker.Index}: runs {worker.Current}, for {worker.Donor}, {worker.Queue.Length} queued, "
                + $"reschedule {worker.NeedsReschedule}");
        }
    }

    private void CheckAtRest()
    {
        int ended = _succeeded + _canceled + _thrown + _refused;
        Expect(ended == _started, $"{_started} fibers were started and {ended} have ended");
        Expect(_violations == 0, $"{_violations} violations of mutual exclusion");
        Expect(_postsRun == _postsMade, $"{_postsMade} callbacks were posted and {_postsRun} have run");
        Expect(_scheduler.FiberCount == 0, $"{_scheduler.FiberCount} fibers are left");
        Expect(_scheduler.BlockedThreadCount == 0, $"{_scheduler.BlockedThreadCount} threads are said to be blocked");
        for (int i = 0; i < _mutexes.Length; i++)
        {
            Expect(_mutexes[i].State.IsFree && !_mutexes[i].State.HasWaiters, $"mutex {i} is left as {_mutexes[i].State}");
        }

        foreach (Scheduling.Worker worker in _scheduler.Host.Core.Workers)
        {
            Expect(worker.Queue.Length == 0, $"{worker.Queue.Length} fibers are queued at worker {worker.Index}");
        }

        while (_recent.TryDequeue(out Fiber? fiber))
        {
            Sum(fiber);
        }

        Expect(_lent == _borrowed, $"{_lent} ns were lent and {_borrowed} ns borrowed");
    }

    private void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            _faults.Add(otherwise);
        }
    }

    private string StatLine(TimeSpan elapsed) =>
        $"{elapsed.TotalSeconds,7:0.0} s  operations {_operations}  fibers {_started}: {_succeeded} succeeded, {_canceled} cancelled, "
        + $"{_thrown} thrown, {_refused} refused  threads {_scheduler.ThreadCount}  lent {_lent / 1_000_000} ms  violations {_violations}";

    private SchedulingPolicy AnyPolicy(Random dice) => dice.Next(8) switch
    {
        0 => SchedulingPolicy.Fifo(dice.Next(1, 100)),
        1 => SchedulingPolicy.RoundRobin(dice.Next(1, 100)),
        2 => SchedulingPolicy.Batch(dice.Next(-20, 20)),
        3 => SchedulingPolicy.Idle,
        4 => SchedulingPolicy.Deadline(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(10)),
        _ => SchedulingPolicy.Normal(dice.Next(-20, 20)),
    };

    private WorkerSet AnyAffinity(Random dice) => dice.Next(4) == 0 ? WorkerSet.Of(dice.Next(_options.Workers)) : WorkerSet.All;
}
