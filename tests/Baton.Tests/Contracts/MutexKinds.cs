// The mutexes that must keep the contract: the one that users make, and each of the options, alone.

using Baton.Platform;

namespace Baton.Tests.Contracts;

/// <summary>A way to make a mutex for the suites.</summary>
public interface IMutexKind
{
    static abstract HandoffMutexLock Create();
}

/// <summary>As users make it.</summary>
public abstract class DefaultMutex : IMutexKind
{
    // While the first waiter is patient, and on a busy machine until it has been woken, others may overtake it.
    internal const int BypassLimit = 400;

    public static HandoffMutexLock Create() => new(new HandoffMutex(), BypassLimit);
}

/// <summary>First come, first served.</summary>
public abstract class AlwaysHandingOver : IMutexKind
{
    public static HandoffMutexLock Create() => new(new HandoffMutex(new() { Handoff = HandoffMode.Always }), bypassLimit: 4);
}

/// <summary>Nothing but stealing, so no bound.</summary>
public abstract class NeverHandingOver : IMutexKind
{
    public static HandoffMutexLock Create() => new(new HandoffMutex(new() { Handoff = HandoffMode.Never }), bypassLimit: null);
}

/// <summary>Who waits, sleeps.</summary>
public abstract class WithoutSpinning : IMutexKind
{
    public static HandoffMutexLock Create() =>
        new(new HandoffMutex(new() { Spinning = false }), DefaultMutex.BypassLimit);
}

/// <summary>With its events counted.</summary>
public abstract class Counting : IMutexKind
{
    public static HandoffMutexLock Create() =>
        new(new HandoffMutex(new() { CountEvents = true }), DefaultMutex.BypassLimit);
}

/// <summary>On a system whose kernel has no futex: threads sleep on <see cref="ManagedFutex"/>.</summary>
public abstract class ParkingManaged : IMutexKind
{
    public static HandoffMutexLock Create() => new(new HandoffMutex(), DefaultMutex.BypassLimit, parkManaged: true);
}
