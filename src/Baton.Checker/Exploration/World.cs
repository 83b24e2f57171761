// What stands behind the atomics of a checked program.
//
// A checked program is ordinary C# that says AtomicInt64, Plain<T>, Check.Choose. Each such call ends up in the world
// that the calling OS thread has been put in: one that answers from an execution graph, or one that interleaves
// sequentially consistent steps. A world owns the program's locations: a cell gets its number when it is first used and
// keeps it, because re-runs meet the same objects.

using Baton.Checker.Model;

namespace Baton.Checker.Exploration;

/// <summary>Answers the shared-memory operations of a checked program.</summary>
internal abstract class World
{
    /// <summary>The thread number of code that runs before or after the model threads.</summary>
    public const int NoThread = -1;

    private static int s_worlds;

    [ThreadStatic]
    private static World? t_current;

    private readonly List<Location> _locations = [];
    private readonly Dictionary<(int Thread, Type Type, int Ordinal), object> _created = [];
    private readonly Dictionary<(int Thread, Type Type), int> _ordinals = [];

    /// <summary>The world that the calling OS thread is in.</summary>
    public static World Current =>
        t_current ?? throw new InvalidOperationException(
            "A checked atomic was used outside a checked program. Use it inside the factory or the threads of a CheckedProgram that a Checker runs.");

    /// <summary>The world that the calling OS thread is in, or null.</summary>
    public static World? CurrentOrNull
    {
        get => t_current;
        set => t_current = value;
    }

    /// <summary>Tells this world's cells from another's.</summary>
    public int Id { get; } = Interlocked.Increment(ref s_worlds);

    /// <summary>Numbers of the objects that the program's references mean.</summary>
    public ObjectTable Objects { get; } = new();

    /// <summary>The conditions of the program's waiting calls.</summary>
    public ConditionTable Conditions { get; } = new();

    /// <summary>The locations that the program has used.</summary>
    public IReadOnlyList<Location> Locations => _locations;

    /// <summary>The model thread that is running, or <see cref="NoThread"/>.</summary>
    public abstract int CurrentThread { get; }

    /// <summary>Whether the running thread is on its way out, so that what it does counts for nothing.</summary>
    protected abstract bool IsLeaving { get; }

    public abstract long Load(int location, MemoryOrder order, string? file, int line);

    public abstract void Store(int location, long value, MemoryOrder order, string? file, int line);

    /// <summary>Performs a read-modify-write; returns the value before.</summary>
    public abstract long Update(
        UpdateKind kind, int location, long operand, long desired, MemoryOrder success, MemoryOrder failure, string? file, int line);

    /// <summary>Replaces what the thread has just read, if it is still there; else says what is there now, and the thread
    /// goes on as if it had read that.</summary>
    public virtual bool TryReplace(int location, ref long seen, long desired, MemoryOrder order, string? file, int line)
    {
        long before = Update(UpdateKind.CompareExchange, location, seen, desired, order, MemoryOrder.Relaxed, file, line);
        bool replaced = before == seen;
        seen = before;
        return replaced;
    }

    /// <summary>Waits until the location meets the condition; returns the value that did. A bounded wait is one that
    /// another branch gives up, so that staying in it is no deadlock.</summary>
    public abstract long Await(
        int location, int condition, long first, long second, MemoryOrder order, bool bounded, string? file, int line);

    /// <summary>Waits until the location has the expected value and replaces it in the same step.</summary>
    public abstract void AwaitExchange(
        int location, long expected, long desired, MemoryOrder order, bool bounded, string? file, int line);

    /// <summary>Waits until the location has another value than <paramref name="held"/>, and replaces that one by
    /// <paramref name="held"/> in the same step; returns it.</summary>
    public virtual long AwaitTake(int location, long held, MemoryOrder order, string? file, int line) =>
        throw new NotSupportedException("This exploration cannot wait for a location that is its own lock.");

    public abstract void Fence(MemoryOrder order, string? file, int line);

    public abstract long ReadPlain(int location, string? file, int line);

    public abstract void WritePlain(int location, long value, string? file, int line);

    /// <summary>Lets the environment choose one of <paramref name="count"/> outcomes.</summary>
    public abstract int Choose(int count, string? file, int line);

    /// <summary>The thread's future depends only on this place and these values.</summary>
    public virtual void Loop(int place, long first, long second)
    {
    }

    /// <summary>The thread says what it has just done.</summary>
    public virtual void Note(string what)
    {
    }

    /// <summary>The location's writes, oldest first.</summary>
    public abstract IReadOnlyList<Modification> HistoryOf(int location);

    /// <summary>A mark to give to <see cref="Stop"/>: what the thread reads from here on decides whether it goes on.</summary>
    public abstract int Mark();

    /// <summary>The thread goes no further.</summary>
    public abstract void Stop(StuckReason reason, int mark, string? file, int line);

    /// <summary>The program broke a promise.</summary>
    public abstract void Fail(FailureKind kind, string message, string? file, int line);

    /// <summary>Whether the cell has a location of this world.</summary>
    public bool Knows(in CellHandle cell) => cell.World == Id;

    /// <summary>Gives a cell its location.</summary>
    public int Locate(ref CellHandle cell, long initial, LocationKind kind)
    {
        if (cell.World != Id)
        {
            cell = new CellHandle(Id, _locations.Count, cell.Name);
            _locations.Add(new Location { Initial = initial, Kind = kind, Name = cell.Name });
        }

        return cell.Location;
    }

    /// <summary>Names a location in traces.</summary>
    public void Name(int location, string name) => _locations[location].Name = name;

    /// <summary>The object that the calling thread created in this place of its run: the same one in every re-run.</summary>
    public T Create<T>(Func<T> factory)
        where T : class
    {
        if (CurrentThread == NoThread)
        {
            return factory();
        }

        _ordinals.TryGetValue((CurrentThread, typeof(T)), out int ordinal);
        _ordinals[(CurrentThread, typeof(T))] = ordinal + 1;
        if (!_created.TryGetValue((CurrentThread, typeof(T), ordinal), out object? instance))
        {
            instance = factory();
            if (IsLeaving)
            {
                return (T)instance;
            }

            _created.Add((CurrentThread, typeof(T), ordinal), instance);
        }

        return (T)instance;
    }

    /// <summary>A thread is about to be run from its start.</summary>
    protected void BeginRun(int thread)
    {
        if (_ordinals.Count > 0)
        {
            foreach ((int Thread, Type Type) key in _ordinals.Keys)
            {
                if (key.Thread == thread)
                {
                    _ordinals[key] = 0;
                }
            }
        }
    }
}

/// <summary>What a location holds.</summary>
internal enum LocationKind : byte
{
    /// <summary>A number.</summary>
    Word,

    /// <summary>A reference, as a number of <see cref="ObjectTable"/>.</summary>
    Reference,
}

/// <summary>A location of a checked program.</summary>
internal sealed class Location
{
    /// <summary>The value before all writes.</summary>
    public long Initial { get; set; }

    /// <summary>How its values read in a trace.</summary>
    public LocationKind Kind { get; init; }

    /// <summary>Its name in traces, if it was given one.</summary>
    public string? Name { get; set; }
}

/// <summary>Which location of which world a cell is.</summary>
internal readonly struct CellHandle(int world, int location, string? name)
{
    public int World { get; } = world;

    public int Location { get; } = location;

    public string? Name { get; } = name;
}
