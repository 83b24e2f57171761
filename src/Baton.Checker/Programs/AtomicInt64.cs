using System.Runtime.CompilerServices;
using Baton.Checker.Exploration;
using Baton.Checker.Model;

namespace Baton.Checker;

/// <summary>A 64-bit word that threads share.</summary>
/// <remarks>
/// A struct with identity: keep it in a field, <c>private readonly AtomicInt64 _word = new(0, "word");</c>, and do not copy it.
/// The default value is a word that holds 0; the location
/// behind it is made when it is first used. All members are <see langword="readonly"/> so that a call through a
/// read-only reference does not act on a copy.
/// </remarks>
/// <param name="initial">The value before all writes.</param>
/// <param name="name">What traces call it.</param>
public struct AtomicInt64(long initial, string? name = null)
{
    private readonly long _initial = initial;
    private readonly CellHandle _cell = new(0, 0, name);

    /// <summary>Names the word in traces.</summary>
    public readonly void Named(string name) => World.Current.Name(Locate(World.Current), name);

    /// <summary>Reads the word.</summary>
    public readonly long Load(MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        World world = World.Current;
        return world.Load(Locate(world), order, file, line);
    }

    /// <summary>Writes the word.</summary>
    public readonly void Store(
        long value, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        World world = World.Current;
        world.Store(Locate(world), value, order, file, line);
    }

    /// <summary>Replaces <paramref name="expected"/> by <paramref name="desired"/>; returns the value seen.</summary>
    public readonly long CompareExchange(
        long expected,
        long desired,
        MemoryOrder success,
        MemoryOrder failure = MemoryOrder.Relaxed,
        [CallerFilePath] string? file = null,
        [CallerLineNumber] int line = 0)
    {
        World world = World.Current;
        return world.Update(UpdateKind.CompareExchange, Locate(world), expected, desired, success, failure, file, line);
    }

    /// <summary>One round of "read, compute, replace": replaces what was just read, if the word still holds it. If not,
    /// <paramref name="seen"/> becomes what it holds, and the caller must go on as if it had just read that.</summary>
    /// <remarks>That rule spares the checker executions. When the step before was the read of <paramref name="seen"/>, those
    /// in which it turns out to be old are not explored: the same happens where the read read the newer value at once.</remarks>
    public readonly bool TryReplace(
        ref long seen,
        long desired,
        MemoryOrder order,
        [CallerFilePath] string? file = null,
        [CallerLineNumber] int line = 0)
    {
        World world = World.Current;
        return world.TryReplace(Locate(world), ref seen, desired, order, file, line);
    }

    /// <summary>Replaces the value; returns the one before.</summary>
    public readonly long Exchange(
        long value, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        Update(UpdateKind.Exchange, value, order, file, line);

    /// <summary>Adds; returns the value before.</summary>
    public readonly long Add(
        long addend, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        Update(UpdateKind.Add, addend, order, file, line);

    /// <summary>Sets bits; returns the value before.</summary>
    public readonly long Or(
        long bits, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        Update(UpdateKind.Or, bits, order, file, line);

    /// <summary>Keeps only the given bits; returns the value before.</summary>
    public readonly long And(
        long bits, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        Update(UpdateKind.And, bits, order, file, line);

    /// <summary>Waits until the word meets the condition; returns the value that did.</summary>
    /// <remarks>A thread that waits here for ever is reported as a deadlock.</remarks>
    public readonly long Await<TCondition>(
        TCondition condition, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
        where TCondition : struct, IWaitCondition<long>
    {
        World world = World.Current;
        int evaluator = world.Conditions.Encode(condition, out long first, out long second);
        return world.Await(Locate(world), evaluator, first, second, order, bounded: false, file, line);
    }

    /// <summary>Waits until the word meets the condition, or gives up at any time: returns whether it was met.</summary>
    public readonly bool TryAwait<TCondition>(
        TCondition condition, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
        where TCondition : struct, IWaitCondition<long>
    {
        World world = World.Current;
        if (world.Choose(2, file, line) != 0)
        {
            return false;
        }

        int evaluator = world.Conditions.Encode(condition, out long first, out long second);
        world.Await(Locate(world), evaluator, first, second, order, bounded: true, file, line);
        return true;
    }

    /// <summary>Waits until the word is <paramref name="expected"/> and replaces it by <paramref name="desired"/> in
    /// the same step.</summary>
    public readonly void AwaitExchange(
        long expected, long desired, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        World world = World.Current;
        world.AwaitExchange(Locate(world), expected, desired, order, bounded: false, file, line);
    }

    /// <summary>Like <see cref="AwaitExchange"/>, but may give up at any time: returns whether it exchanged.</summary>
    public readonly bool TryAwaitExchange(
        long expected, long desired, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        World world = World.Current;
        if (world.Choose(2, file, line) != 0)
        {
            return false;
        }

        world.AwaitExchange(Locate(world), expected, desired, order, bounded: true, file, line);
        return true;
    }

    /// <summary>All writes to the word, oldest first; only in <see cref="CheckedProgram.Finish"/>.</summary>
    /// <remarks>The order is total under weak memory too: use it for properties such as "between this request and its
    /// grant, at most one other acquired".</remarks>
    public readonly IReadOnlyList<Modification> History() => World.Current.HistoryOf(Locate(World.Current));

    /// <summary>Any read-modify-write; returns the value before.</summary>
    internal readonly long Update(UpdateKind kind, long operand, MemoryOrder order, string? file, int line)
    {
        World world = World.Current;
        return world.Update(kind, Locate(world), operand, 0, order, order, file, line);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int Locate(World world) => world.Locate(ref Unsafe.AsRef(in _cell), _initial, LocationKind.Word);
}
