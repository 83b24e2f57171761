using System.Runtime.CompilerServices;
using Baton.Checker.Exploration;

namespace Baton.Checker;

/// <summary>Memory fences.</summary>
public static class Fence
{
    /// <summary>What earlier loads could have acquired is acquired.</summary>
    public static void Acquire([CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        World.Current.Fence(MemoryOrder.Acquire, file, line);

    /// <summary>Later stores release what came before the fence.</summary>
    public static void Release([CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        World.Current.Fence(MemoryOrder.Release, file, line);

    /// <summary>No access moves across it in either direction, store to load included.</summary>
    public static void Full([CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        World.Current.Fence(MemoryOrder.SequentiallyConsistent, file, line);
}
