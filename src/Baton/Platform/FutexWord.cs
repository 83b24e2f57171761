namespace Baton.Platform;

/// <summary>
/// A 32-bit word that a thread can sleep on: "sleep, if the word still has this value". The three worlds' common
/// denominator for blocking, with the contract of Linux's futex(2) and Windows' WaitOnAddress.
/// </summary>
/// <remarks>
/// Checking the value and going to sleep is one step with respect to <see cref="Wake"/>: a thread that changes
/// the word and then calls <see cref="Wake"/> cannot be missed. <see cref="Wait"/> may return for no reason at
/// all, so callers look at the word again. One thread waits on a word at a time.
/// </remarks>
internal abstract class FutexWord
{
    /// <summary>The fastest implementation that this system has.</summary>
    public static FutexWord Create() =>
        OperatingSystem.IsLinux() && LinuxFutex.IsSupported ? new LinuxFutex()
        : OperatingSystem.IsWindows() ? new WindowsFutex()
        : new ManagedFutex();

    /// <summary>Replaces <paramref name="expected"/> by <paramref name="desired"/>; returns the value seen.</summary>
    public abstract int CompareExchange(int expected, int desired, MemoryOrder success, MemoryOrder failure = MemoryOrder.Relaxed);

    /// <summary>Replaces the value; returns the one before.</summary>
    public abstract int Exchange(int value, MemoryOrder order);

    /// <summary>
    /// Sleeps while the word is <paramref name="expected"/>, until woken, until <paramref name="limit"/>, or for
    /// no reason.
    /// </summary>
    public abstract void Wait(int expected, Deadline limit);

    /// <summary>Wakes the thread that waits, if one does.</summary>
    public abstract void Wake();
}
