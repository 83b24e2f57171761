// Random programs of threads that take locks, sleep and wake each other: what waits are for, and more of it than the
// oracle's programs have room for. No oracle enumerates them. They are explored twice instead: with named waiting calls,
// and replacements, and by the plain algorithm, whose proof is published, with single attempts of which only the
// successful ones count.

namespace Baton.Checker.Tests.Oracle;

/// <summary>A small program of threads that wait for each other.</summary>
internal sealed class LockProgram : CheckedProgram
{
    private const int Words = 2;
    private const int SectionsMax = 5;

    private readonly IReadOnlyList<IReadOnlyList<Step>> _threads;
    private readonly bool _namedWaits;
    private readonly AtomicInt64[] _locks = [new(0, "lock 0"), new(0, "lock 1")];
    private readonly AtomicInt64[] _words = [new(0, "word 0"), new(0, "word 1")];
    private readonly AtomicInt64[] _permits;

    private LockProgram(IReadOnlyList<IReadOnlyList<Step>> threads, bool namedWaits)
    {
        _threads = threads;
        _namedWaits = namedWaits;
        _permits = [.. threads.Select((_, thread) => new AtomicInt64(0, $"permit {thread}"))];
    }

    private enum Kind
    {
        Lock,
        Unlock,
        Park,
        Unpark,
        Load,
        Store,
        Or,
        Replace,
        Await,
    }

    public override int ThreadCount => _threads.Count;

    /// <summary>What makes instances of the program of that seed.</summary>
    public static Func<CheckedProgram> From(int seed, bool namedWaits)
    {
        IReadOnlyList<IReadOnlyList<Step>> threads = Draw(new Random(seed));
        return () => new LockProgram(threads, namedWaits);
    }

    public override void Run(int thread)
    {
        long value = 10 * (thread + 1);
        foreach (Step step in _threads[thread])
        {
            value++;
            Do(thread, step, value);
        }
    }

    public override string ToString() => string.Join('\n', _threads.Select(steps => string.Join("; ", steps)));

    private static List<List<Step>> Draw(Random random)
    {
        int threadCount = random.Next(2, 5);
        int sections = 0;
        var threads = new List<List<Step>>();
        for (int thread = 0; thread < threadCount; thread++)
        {
            var steps = new List<Step>();
            int count = random.Next(1, threadCount == 4 ? 3 : 4);
            for (int i = 0; i < count; i++)
            {
                int die = random.Next(6);
                if (die < 3 && sections++ < SectionsMax)
                {
                    int which = random.Next(8) == 0 ? 1 : 0;
                    steps.Add(new Step(Kind.Lock, which));
                    steps.AddRange(Enumerable.Range(0, random.Next(2)).Select(_ => DrawSimple(random, threadCount)));
                    steps.Add(new Step(Kind.Unlock, which));
                }
                else if (die == 3 && random.Next(2) == 0)
                {
                    steps.Add(new Step(Kind.Park, thread));
                }
                else
                {
                    steps.Add(DrawSimple(random, threadCount));
                }
            }

            threads.Add(steps);
        }

        return threads;
    }

    private static Step DrawSimple(Random random, int threads) => random.Next(9) switch
    {
        0 or 1 => new Step(Kind.Unpark, random.Next(threads)),
        2 or 3 => new Step(Kind.Load, random.Next(Words)),
        4 => new Step(Kind.Store, random.Next(Words)),
        5 or 6 => new Step(Kind.Or, random.Next(Words)),
        7 => new Step(Kind.Replace, random.Next(Words)),
        _ => new Step(Kind.Await, random.Next(Words)),
    };

    private void Do(int thread, Step step, long value)
    {
        switch (step.Kind)
        {
            case Kind.Lock:
                WaitAndTake(in _locks[step.Which], 0, 1);
                break;
            case Kind.Unlock:
                _locks[step.Which].Store(0, MemoryOrder.Release);
                break;
            case Kind.Park:
                WaitAndTake(in _permits[thread], 1, 0);
                break;
            case Kind.Unpark:
                _permits[step.Which].Exchange(1, MemoryOrder.Release);
                break;
            case Kind.Load:
                _words[step.Which].Load(MemoryOrder.Relaxed);
                break;
            case Kind.Store:
                _words[step.Which].Store(value, MemoryOrder.Relaxed);
                break;
            case Kind.Or:
                _words[step.Which].Or(1L << thread, MemoryOrder.Relaxed);
                break;
            case Kind.Replace:
                Replace(in _words[step.Which], value);
                break;
            case Kind.Await when _namedWaits:
                _words[step.Which].Await(new Leaves(0), MemoryOrder.Relaxed);
                break;
            case Kind.Await:
                Check.Assume(_words[step.Which].Load(MemoryOrder.Relaxed) != 0);
                break;
        }
    }

    private void Replace(ref readonly AtomicInt64 word, long value)
    {
        long seen = word.Load(MemoryOrder.Relaxed);
        if (_namedWaits)
        {
            word.TryReplace(ref seen, value, MemoryOrder.AcquireRelease);
        }
        else
        {
            Check.Assume(word.CompareExchange(seen, value, MemoryOrder.AcquireRelease) == seen);
        }
    }

    private void WaitAndTake(ref readonly AtomicInt64 word, long expected, long desired)
    {
        if (_namedWaits)
        {
            word.AwaitExchange(expected, desired, MemoryOrder.Acquire);
        }
        else
        {
            Check.Assume(word.CompareExchange(expected, desired, MemoryOrder.Acquire) == expected);
        }
    }

    private readonly record struct Step(Kind Kind, int Which)
    {
        public override string ToString() => $"{Kind} {Which}";
    }
}
