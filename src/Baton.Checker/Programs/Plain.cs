using System.Runtime.CompilerServices;
using Baton.Checker.Exploration;

namespace Baton.Checker;

/// <summary>An ordinary field that several threads use, one after the other, under a lock or a handover.</summary>
/// <remarks>Two accesses, one of them a write, that are not ordered by happens-before are reported as a data race.</remarks>
/// <typeparam name="T">What the field holds.</typeparam>
/// <param name="initial">The value before all writes.</param>
/// <param name="name">What traces call it.</param>
public struct Plain<T>(T initial, string? name = null)
{
    private readonly T _initial = initial;
    private readonly CellHandle _cell = new(0, 0, name);

    /// <summary>The field. <see cref="Read"/> and <see cref="Write"/> do the same and know their line.</summary>
    public T Value
    {
        readonly get => Read(null, 0);
        set => Write(value, null, 0);
    }

    /// <summary>Names the field in traces.</summary>
    public readonly void Named(string name) => World.Current.Name(Locate(World.Current), name);

    /// <summary>Reads the field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly T Read([CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        World world = World.Current;
        return Word.To<T>(world.ReadPlain(Locate(world), file, line), world.Objects);
    }

    /// <summary>Writes the field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Write(T value, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        World world = World.Current;
        world.WritePlain(Locate(world), Word.From(value, world.Objects), file, line);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int Locate(World world) =>
        world.Knows(in _cell)
            ? _cell.Location
            : world.Locate(ref Unsafe.AsRef(in _cell), Word.From(_initial, world.Objects), Word.KindOf<T>());
}
