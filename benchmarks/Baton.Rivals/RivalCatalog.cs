// Every lock there is to compare, in the order in which tables show them.

using Microsoft.VisualStudio.Threading;

namespace Baton.Rivals;

/// <summary>The locks that can be compared, and the way to find one by its key.</summary>
public static class RivalCatalog
{
    /// <summary>Baton's own.</summary>
    public static Rival Handoff { get; } = new Rival.ForBoth<HandoffRival, HandoffMutex.AsyncScope>("handoff", "HandoffMutex");

    /// <summary>The platform's lock, the denominator of every ratio between locks for threads.</summary>
    public static Rival Lock { get; } = new Rival.ForThreads<LockRival>("lock", "System.Threading.Lock");

    /// <summary>The older lock of the platform.</summary>
    public static Rival Monitor { get; } = new Rival.ForThreads<MonitorRival>("monitor", "Monitor");

    /// <summary>The semaphore with one permit, the denominator of every ratio between locks for async callers.</summary>
    public static Rival Semaphore { get; } = new Rival.ForBoth<SemaphoreRival, bool>("semaphore", "SemaphoreSlim");

    /// <summary>A fair lock for threads and async callers.</summary>
    public static Rival DotNext { get; } = new Rival.ForBoth<DotNextRival, bool>("dotnext", "DotNext AsyncExclusiveLock");

    /// <summary>The system's mutex; on Linux only.</summary>
    public static Rival Posix { get; } = new Rival.ForThreads<PosixRival<NoInheritance>>("posix", "pthread mutex");

    /// <summary>The system's mutex with priority inheritance; on Linux only.</summary>
    public static Rival PosixInheriting { get; } = new Rival.ForThreads<PosixRival<PriorityInheritance>>("posix-pi", "pthread mutex, PI");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Rival> All { get; } =
    [
        Handoff,
        Lock,
        Monitor,
        Semaphore,
        new Rival.ForThreads<SpinLockRival>("spinlock", "SpinLock"),
        DotNext,
        new Rival.ForBoth<NitoRival, IDisposable>("nito", "Nito AsyncLock"),
        new Rival.ForAsync<VisualStudioRival, AsyncSemaphore.Releaser>("vs", "VS AsyncSemaphore"),
        new Rival.ForBoth<HandoffVariantRival<NeverHandsOver>, HandoffMutex.AsyncScope>("handoff-never", "HandoffMutex, no handoff"),
        new Rival.ForBoth<HandoffVariantRival<AlwaysHandsOver>, HandoffMutex.AsyncScope>("handoff-always", "HandoffMutex, always handoff"),
        new Rival.ForBoth<HandoffVariantRival<NeverSpins>, HandoffMutex.AsyncScope>("handoff-nospin", "HandoffMutex, no spinning"),
        new Rival.ForBoth<HandoffVariantRival<Watched>, HandoffMutex.AsyncScope>("handoff-watched", "HandoffMutex, watched"),
        new Rival.ForBoth<HandoffVariantRival<WatchedWithStacks>, HandoffMutex.AsyncScope>(
            "handoff-watched-stacks", "HandoffMutex, watched, with stacks"),
        .. OperatingSystem.IsLinux() ? [Posix, PosixInheriting] : Array.Empty<Rival>(),
        new Rival.ForThreads<FloorRival>("floor", "two compare-exchanges"),
    ];

    /// <summary>Finds a lock by its key, in any letter case; <see langword="null"/> when there is none.</summary>
    public static Rival? Find(string key)
    {
        foreach (Rival rival in All)
        {
            if (string.Equals(rival.Key, key, StringComparison.OrdinalIgnoreCase))
                return rival;
        }

        return null;
    }
}
