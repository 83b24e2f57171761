namespace Baton.Checker.Tests.Oracle;

/// <summary>What an operation of a random program does.</summary>
internal enum Action
{
    Load,
    Store,
    CompareExchange,
    Add,
    Fence,
    Await,
    AwaitExchange,
    Replace,
}

/// <summary>One operation of a random program.</summary>
internal readonly record struct Operation(
    Action Action, int Location, long Value, long Expected, MemoryOrder Order, MemoryOrder Failure);

/// <summary>A small straight-line program, as data.</summary>
internal sealed class RandomProgram(Operation[][] threads)
{
    /// <summary>How many locations there are.</summary>
    public const int Locations = 2;

    /// <summary>The operations, a thread each.</summary>
    public Operation[][] Threads => threads;

    /// <summary>The program that this seed means.</summary>
    public static RandomProgram From(int seed, bool withAwaits)
    {
        var random = new Random(seed);
        int threadCount = random.Next(2, 4);
        int budget = random.Next(4, threadCount == 2 ? 10 : 9);

        // Every third program has little but loads, stores and full fences, every third little but loads, stores and
        // awaits: their rules show only in shapes that a fair mixture seldom has.
        int profile = seed % 3;
        var threads = new List<Operation>[threadCount];
        for (int thread = 0; thread < threadCount; thread++)
        {
            threads[thread] = [];
        }

        for (int i = 0; i < budget; i++)
        {
            threads[random.Next(threadCount)].Add(RandomOperation(random, withAwaits, profile));
        }

        return new RandomProgram([.. threads.Select(t => t.ToArray())]);
    }

    /// <summary>The program as one that the engine runs.</summary>
    public CheckedProgram ToChecked() => new Running(this, confirms: true);

    /// <summary>The same, with each replacement as a compare-exchange of which only the successful executions count.</summary>
    public CheckedProgram ToCheckedPlainly() => new Running(this, confirms: false);

    /// <summary>The same program with replacements in the place of its compare-exchanges and additions.</summary>
    public RandomProgram WithReplacements() =>
        new([.. threads.Select(t => t.Select(o =>
            o.Action is Action.CompareExchange or Action.Add ? o with { Action = Action.Replace } : o).ToArray())]);

    public override string ToString() =>
        string.Join(Environment.NewLine, Threads.Select((t, i) => $"T{i}: {string.Join("; ", t)}"));

    private static Operation RandomOperation(Random random, bool withAwaits, int profile)
    {
        int location = random.Next(Locations);
        long value = random.Next(1, 3);
        long expected = random.Next(0, 3);
        int kind = profile switch
        {
            1 => random.Next(3) switch { 0 => 0, 1 => 3, _ => 9 },
            2 when withAwaits => random.Next(5) switch { 0 => 0, 1 or 2 => 3, 3 => 10, _ => 12 },
            _ => random.Next(withAwaits ? 13 : 10),
        };
        return kind switch
        {
            < 3 => new(Action.Load, location, 0, 0, Pick(random, MemoryOrder.Relaxed, MemoryOrder.Acquire), 0),
            < 6 => new(Action.Store, location, withAwaits ? random.Next(0, 3) : value, 0, Pick(random, MemoryOrder.Relaxed, MemoryOrder.Release), 0),
            6 => new(Action.CompareExchange, location, value, expected, AnyUpdate(random), Pick(random, MemoryOrder.Relaxed, MemoryOrder.Acquire)),
            7 => new(Action.Add, location, 1, 0, AnyUpdate(random), 0),
            9 when profile == 1 => new(Action.Fence, 0, 0, 0, MemoryOrder.SequentiallyConsistent, 0),
            < 10 => new(Action.Fence, 0, 0, 0, Pick(random, MemoryOrder.Acquire, MemoryOrder.Release, MemoryOrder.SequentiallyConsistent, MemoryOrder.SequentiallyConsistent), 0),
            < 12 => new(Action.Await, location, 0, expected, Pick(random, MemoryOrder.Relaxed, MemoryOrder.Acquire), 0),
            _ => new(Action.AwaitExchange, location, value, expected, AnyUpdate(random), 0),
        };
    }

    private static MemoryOrder AnyUpdate(Random random) =>
        Pick(random, MemoryOrder.Relaxed, MemoryOrder.Acquire, MemoryOrder.Release, MemoryOrder.AcquireRelease);

    private static MemoryOrder Pick(Random random, params ReadOnlySpan<MemoryOrder> orders) => orders[random.Next(orders.Length)];

    private sealed class Running(RandomProgram program, bool confirms) : CheckedProgram
    {
        private readonly AtomicInt64[] _cells = new AtomicInt64[Locations];

        public override int ThreadCount => program.Threads.Length;

        public override void Run(int thread)
        {
            foreach (Operation o in program.Threads[thread])
            {
                ref AtomicInt64 cell = ref _cells[o.Location];
                switch (o.Action)
                {
                    case Action.Load:
                        cell.Load(o.Order);
                        break;
                    case Action.Store:
                        cell.Store(o.Value, o.Order);
                        break;
                    case Action.CompareExchange:
                        cell.CompareExchange(o.Expected, o.Value, o.Order, o.Failure);
                        break;
                    case Action.Add:
                        cell.Add(o.Value, o.Order);
                        break;
                    case Action.Await:
                        cell.Await(new Becomes(o.Expected), o.Order);
                        break;
                    case Action.AwaitExchange:
                        cell.AwaitExchange(o.Expected, o.Value, o.Order);
                        break;
                    case Action.Replace:
                        Replace(in cell, o);
                        break;
                    default:
                        Exploration.World.Current.Fence(o.Order, null, 0);
                        break;
                }
            }
        }

        private void Replace(in AtomicInt64 cell, Operation o)
        {
            long seen = cell.Load(MemoryOrder.Relaxed);
            if (seen == o.Expected)
            {
                return;
            }

            if (confirms)
            {
                cell.TryReplace(ref seen, o.Value, o.Order);
            }
            else
            {
                Check.Assume(cell.CompareExchange(seen, o.Value, o.Order) == seen);
            }
        }
    }
}
