using System.Runtime.CompilerServices;
using Baton.Checker.Exploration;
using Baton.Checker.Model;

namespace Baton.Checker;

/// <summary>A reference that threads share; see <see cref="AtomicInt64"/> for the rules.</summary>
/// <typeparam name="T">What it refers to. Objects that threads create come from <see cref="Check.New{T}(Func{T})"/>.</typeparam>
/// <param name="initial">The reference before all writes.</param>
/// <param name="name">What traces call it.</param>
public struct AtomicReference<T>(T initial, string? name = null)
    where T : class?
{
    private readonly T _initial = initial;
    private readonly CellHandle _cell = new(0, 0, name);

    /// <summary>Names the reference in traces.</summary>
    public readonly void Named(string name) => World.Current.Name(Locate(World.Current), name);

    /// <summary>Reads the reference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly T Load(MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        World world = World.Current;
        return (T)world.Objects[world.Load(Locate(world), order, file, line)]!;
    }

    /// <summary>Writes the reference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Store(
        T value, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        World world = World.Current;
        world.Store(Locate(world), world.Objects.NumberOf(value), order, file, line);
    }

    /// <summary>Replaces <paramref name="expected"/> by <paramref name="desired"/>; returns the reference seen.</summary>
    public readonly T CompareExchange(
        T expected,
        T desired,
        MemoryOrder success,
        MemoryOrder failure = MemoryOrder.Relaxed,
        [CallerFilePath] string? file = null,
        [CallerLineNumber] int line = 0)
    {
        World world = World.Current;
        long seen = world.Update(
            UpdateKind.CompareExchange,
            Locate(world),
            world.Objects.NumberOf(expected),
            world.Objects.NumberOf(desired),
            success,
            failure,
            file,
            line);
        return (T)world.Objects[seen]!;
    }

    /// <summary>Replaces the reference; returns the one before.</summary>
    public readonly T Exchange(
        T value, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        World world = World.Current;
        long operand = world.Objects.NumberOf(value);
        return (T)world.Objects[world.Update(UpdateKind.Exchange, Locate(world), operand, 0, order, order, file, line)]!;
    }

    /// <inheritdoc cref="AtomicInt64.Await"/>
    public readonly T Await<TCondition>(
        TCondition condition, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
        where TCondition : struct, IWaitCondition<T>
    {
        World world = World.Current;
        return (T)world.Objects[Await(world, condition, order, bounded: false, file, line)]!;
    }

    /// <inheritdoc cref="AtomicInt64.TryAwait"/>
    public readonly bool TryAwait<TCondition>(
        TCondition condition, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
        where TCondition : struct, IWaitCondition<T>
    {
        World world = World.Current;
        if (world.Choose(2, file, line) != 0)
        {
            return false;
        }

        Await(world, condition, order, bounded: true, file, line);
        return true;
    }

    /// <summary>For a reference that is its own lock: waits until it is another than <paramref name="held"/>, replaces
    /// that one by <paramref name="held"/> in the same step, and returns it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly T AwaitTake(
        T held, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        World world = World.Current;
        return (T)world.Objects[world.AwaitTake(Locate(world), world.Objects.NumberOf(held), order, file, line)]!;
    }

    private readonly long Await<TCondition>(
        World world, TCondition condition, MemoryOrder order, bool bounded, string? file, int line)
        where TCondition : struct, IWaitCondition<T>
    {
        int evaluator = world.Conditions.Encode<T, TCondition>(condition, world.Objects, out long first, out long second);
        return world.Await(Locate(world), evaluator, first, second, order, bounded, file, line);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int Locate(World world) =>
        world.Knows(in _cell)
            ? _cell.Location
            : world.Locate(ref Unsafe.AsRef(in _cell), world.Objects.NumberOf(_initial), LocationKind.Reference);
}
