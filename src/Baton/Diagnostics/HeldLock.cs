// One stay in a lock, or the wait for it.
//
// A thread's stay is in the list of that thread, from the moment when Enter has succeeded until Exit begins. An async
// caller's is part of the flow of control that asked for it, which is to say of an AsyncLocal; it is put there when the
// caller asks, because only then can the flow be changed, and counts from when the lock is granted: the id of an async
// acquisition is in the owner word of its mutex exactly while it owns it, so the word can be asked.

using System.Diagnostics;
using System.Globalization;

namespace Baton.Diagnostics;

/// <summary>One acquisition of one lock, by a thread or an async flow.</summary>
internal sealed class HeldLock
{
    /// <summary>The lock, as its validator sees it.</summary>
    public required WatchedLock Lock { get; init; }

    /// <summary>The mutex itself; null for a lock that is not Baton's own.</summary>
    public MutexCore? Mutex { get; init; }

    /// <summary>The thread's id, or that of the async acquisition.</summary>
    public required long Id { get; init; }

    /// <summary>The transaction that it belongs to, if any.</summary>
    public AcquireContext? Context { get; init; }

    /// <summary>The number of the flow that asked; null for a thread's stay.</summary>
    public long? Flow { get; init; }

    /// <summary>What people call the thread that asked.</summary>
    public required string Thread { get; init; }

    /// <summary>Where it was entered, if that is kept.</summary>
    public StackTrace? Stack { get; init; }

    /// <summary>The section of the same context around this one; see <see cref="AsyncSections"/>.</summary>
    public HeldLock? Outer { get; set; }

    /// <summary>Whether it has ended. Written by whoever exits; a flow that reads late reads the owner word, too.</summary>
    public bool IsOver { get; set; }

    /// <summary>Whether the lock is held by this acquisition now.</summary>
    public bool IsHeld => !IsOver && (Flow is null || Mutex!.State.IsHeldBy(Id));

    /// <summary>Who it is.</summary>
    public string Holder => Flow is { } flow ? FlowName(flow) : Thread;

    /// <summary>A flow by its number.</summary>
    public static string FlowName(long flow) => string.Create(CultureInfo.InvariantCulture, $"async flow {flow}");
}
