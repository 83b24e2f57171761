// Stress for transactions: threads, async flows and fibers that take sets of mutexes in random orders, at once or one by one,
// some of them cancelled while they wait; wound/wait first, then wait/die.
//
// Among them is one thread whose transaction is older than all others, and which takes all mutexes in random orders again and
// again. What must hold: one transaction at a time inside each mutex; the oldest is never told to back off; somebody gets on
// all the time; and at the end every mutex is free.

using System.Diagnostics;

namespace Baton.Torture;

/// <summary>Tortures mutexes with transactions.</summary>
internal sealed class TransactionTorture(TransactionTortureOptions options, TextWriter output)
{
    private readonly List<string> _faults = [];
    private WoundWaitMutex[] _gates = [];
    private int[] _inside = [];
    private long _transactions;
    private long _backOffs;
    private long _canceled;
    private long _ofOldest;
    private long _backOffsOfOldest;

    /// <summary>Runs to the end of the time or the token; returns what was found wrong.</summary>
    public IReadOnlyList<string> Run(CancellationToken stop = default)
    {
        foreach (DeadlockAvoidance avoidance in Enum.GetValues<DeadlockAvoidance>())
        {
            output.WriteLine(
                $"torture of transactions, {avoidance}: {options.Threads} threads, {options.AsyncFlows} async flows, {options.Fibers} fibers, "
                + $"{options.Locks} locks, {options.Duration}, seed {options.Seed}");
            if (_faults.Count == 0 && !stop.IsCancellationRequested)
            {
                Run(new AcquireClass(avoidance), stop);
            }
        }

        output.WriteLine(_faults.Count == 0 ? "no fault found" : $"FAULTY: {string.Join("; ", _faults)}");
        return _faults;
    }

    private void Run(AcquireClass acquireClass, CancellationToken stop)
    {
        _gates = [.. Enumerable.Range(0, options.Locks).Select(_ => new WoundWaitMutex(acquireClass))];
        _inside = new int[options.Locks];
        _transactions = _backOffs = _canceled = _ofOldest = _backOffsOfOldest = 0;
        var oldest = new AcquireContext(acquireClass);
        long start = Stopwatch.GetTimestamp();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        end.CancelAfter(options.Duration);
        var scheduler = new ProxyScheduler(new ProxySchedulerOptions { WorkerCount = 2, Name = "torture" });
        Task all = Task.WhenAll(
        [
            OnThread(() => LiveAsOldest(oldest, end.Token)),
            .. Enumerable.Range(1, options.Threads).Select(me => OnThread(() => Live(me, end.Token))),
            .. Enumerable.Range(1_000, options.AsyncFlows).Select(me => Task.Run(() => LiveAsync(me, end.Token), CancellationToken.None)),
            .. Enumerable.Range(2_000, options.Fibers).Select(async me => await scheduler.Start(() => LiveAsync(me, end.Token))),
        ]);
        if (!Watch(all, start))
        {
            _faults.Add($"nothing happened for {options.StallLimit}: {string.Join(", ", _gates.Select((gate, i) => $"{i} {gate.State}"))}");
            return;
        }

        all.GetAwaiter().GetResult();
        scheduler.DisposeAsync().AsTask().GetAwaiter().GetResult();
        oldest.Dispose();
        output.WriteLine(StatLine(start));
        if (_backOffsOfOldest != 0)
        {
            _faults.Add($"the oldest transaction was told to back off {_backOffsOfOldest} times");
        }

        _faults.AddRange(_gates.Where(gate => gate.State.Bits != 0).Select(gate => $"a mutex that nobody holds says {gate.State}"));
    }

    private bool Watch(Task all, long start)
    {
        long last = -1;
        long progressAt = start;
        long statAt = start;
        while (!all.IsCompleted)
        {
            Task.WhenAny(all, Task.Delay(50)).GetAwaiter().GetResult();
            long count = Interlocked.Read(ref _transactions) + Interlocked.Read(ref _ofOldest);
            if (count != last)
            {
                last = count;
                progressAt = Stopwatch.GetTimestamp();
            }

            if (Stopwatch.GetElapsedTime(progressAt) > options.StallLimit)
            {
                return false;
            }

            if (Stopwatch.GetElapsedTime(statAt) > options.StatInterval)
            {
                statAt = Stopwatch.GetTimestamp();
                output.WriteLine(StatLine(start));
            }
        }

        return true;
    }

    private string StatLine(long start) =>
        $"{Stopwatch.GetElapsedTime(start):mm\\:ss}  {_transactions:N0} transactions, {_backOffs:N0} back-offs, {_canceled:N0} cancelled; "
        + $"the oldest {_ofOldest:N0} times, {_backOffsOfOldest:N0} back-offs";

    private static Task OnThread(Action body) =>
        Task.Factory.StartNew(body, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>The oldest: back-offs, which must not happen, are done as they should be, so that the run goes on.</summary>
    private void LiveAsOldest(AcquireContext oldest, CancellationToken end)
    {
        var dice = new Random(options.Seed);
        int[] order = [.. Enumerable.Range(0, options.Locks)];
        while (!end.IsCancellationRequested)
        {
            dice.Shuffle(order);
            for (int held = 0; held < order.Length; held++)
            {
                if (_gates[order[held]].Enter(oldest, CancellationToken.None) == AcquireOutcome.Acquired)
                {
                    continue;
                }

                _backOffsOfOldest++;
                Array.ForEach(order[..held], gate => _gates[gate].Exit(oldest));
                _gates[order[held]].EnterAfterBackOff(oldest, CancellationToken.None);
                (order[0], order[held]) = (order[held], order[0]);
                held = 0;
            }

            Use(order, me: options.Seed | 1);
            Array.ForEach(order, gate => _gates[gate].Exit(oldest));
            Interlocked.Increment(ref _ofOldest);

            // The others are to get their turns, and to hold something when it comes back.
            Thread.Sleep(dice.Next(3));
        }
    }

    private void Live(int me, CancellationToken end)
    {
        var dice = new Random(options.Seed + me);
        while (!end.IsCancellationRequested)
        {
            int[] wanted = Draw(dice);
            using CancellationTokenSource? hasty = AnyHaste(dice);
            try
            {
                if (dice.Next(2) == 0)
                {
                    using LockSet held = LockAll.Enter(wanted.Select(gate => _gates[gate]), hasty?.Token ?? default);
                    Conclude(held, wanted, me);
                }
                else
                {
                    using var held = new LockSet(_gates[0].Class);
                    for (int i = 0; i < wanted.Length; i++)
                    {
                        i = held.Add(_gates[wanted[i]], hasty?.Token ?? default) ? i : -1;
                    }

                    Conclude(held, wanted, me);
                }
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref _canceled);
            }
        }
    }

    private async Task LiveAsync(int me, CancellationToken end)
    {
        var dice = new Random(options.Seed + me);
        while (!end.IsCancellationRequested)
        {
            int[] wanted = Draw(dice);
            using CancellationTokenSource? hasty = AnyHaste(dice);
            try
            {
                if (dice.Next(2) == 0)
                {
                    using LockSet held = await LockAll.EnterAsync(wanted.Select(gate => _gates[gate]), hasty?.Token ?? default);
                    await Task.Yield();
                    Conclude(held, wanted, me);
                }
                else
                {
                    using var held = new LockSet(_gates[0].Class);
                    for (int i = 0; i < wanted.Length; i++)
                    {
                        i = await held.AddAsync(_gates[wanted[i]], hasty?.Token ?? default) ? i : -1;
                    }

                    Conclude(held, wanted, me);
                }
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref _canceled);
            }

            await Task.Yield();
        }
    }

    private int[] Draw(Random dice) =>
        dice.GetItems([.. Enumerable.Range(0, options.Locks)], dice.Next(1, 9)).Distinct().ToArray();

    private static CancellationTokenSource? AnyHaste(Random dice) =>
        dice.Next(8) == 0 ? new CancellationTokenSource(TimeSpan.FromMilliseconds(dice.Next(3))) : null;

    private void Conclude(LockSet held, int[] wanted, int me)
    {
        if (held.Count != wanted.Length)
        {
            Fault($"a set of {wanted.Length} holds {held.Count}");
        }

        Use(wanted, me);
        Interlocked.Increment(ref _transactions);
        Interlocked.Add(ref _backOffs, held.BackOffCount);
    }

    private void Use(int[] gates, int me)
    {
        foreach (int gate in gates)
        {
            if (Interlocked.Exchange(ref _inside[gate], me) != 0)
            {
                Fault($"two are inside mutex {gate}");
            }
        }

        foreach (int gate in gates)
        {
            Volatile.Write(ref _inside[gate], 0);
        }
    }

    private void Fault(string what)
    {
        lock (_faults)
        {
            if (_faults.Count < 10)
            {
                _faults.Add(what);
            }
        }
    }
}
