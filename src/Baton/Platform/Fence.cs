namespace Baton.Platform;

/// <summary>Memory fences, for the few places where an order belongs to no single access.</summary>
internal static class Fence
{
    /// <summary>No access moves across it in either direction, store-load included.</summary>
    public static void Full() => Interlocked.MemoryBarrier();
}
