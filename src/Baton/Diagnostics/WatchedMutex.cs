using System.Diagnostics;
using Baton.Locking;

namespace Baton.Diagnostics;

/// <summary>Keeps the books of one mutex: who has it from when to when, and in which order it is asked for.</summary>
internal sealed class WatchedMutex(WatchedLock watched) : MutexWatch
{
    private LockOrderValidator Validator => watched.Validator;

    /// <inheritdoc/>
    public override void Asks(MutexCore mutex, long id, bool waits, AcquireContext? context)
    {
        // A try waits for nothing, so no order comes of it; nor does a wait that ends by itself. What is held after
        // it counts as any other.
        if (waits && !LockOrderValidator.IsReporting)
        {
            watched.CheckOrder(context);
        }
    }

    /// <inheritdoc/>
    public override void AsksAsync(MutexCore mutex, long id, bool waits, AcquireContext? context)
    {
        Asks(mutex, id, waits, context);
        HeldLocks.AddToFlow(new HeldLock
        {
            Lock = watched,
            Mutex = mutex,
            Id = id,
            Context = context,
            Flow = HeldLocks.FlowNumber,
            Thread = HeldLocks.ThreadName,
            Stack = Validator.StackIfKept(),
        });
    }

    /// <inheritdoc/>
    public override void Blocks(MutexCore mutex, long id, bool isAsync, CancellationToken cancellationToken)
    {
        DeadlockDetection detection = Validator.Deadlocks;
        if (detection == DeadlockDetection.Off || (isAsync && detection == DeadlockDetection.Threads))
        {
            return;
        }

        bool followsFlows = detection == DeadlockDetection.ThreadsAndFlows;
        List<HeldLock> held = isAsync ? [] : [.. HeldLocks.OfThread];
        for (FlowLocks? locks = followsFlows ? HeldLocks.OfFlow : null; locks is not null; locks = locks.Before)
        {
            held.Add(locks.Latest);
        }

        held.RemoveAll(one => one.Id == id && one.Flow is not null);
        if (held.Count == 0)
        {
            return;
        }

        var waiting = new WaitingCaller
        {
            Mutex = mutex,
            Class = watched.Class,
            Id = id,
            Name = isAsync ? HeldLock.FlowName(HeldLocks.FlowNumber) : HeldLocks.ThreadName,
            Held = held,
            Stack = new StackTrace(fNeedFileInfo: false),
            CancellationToken = cancellationToken,
        };
        if (Validator.Waiting.Add(waiting) is { } circle)
        {
            if (isAsync)
            {
                HeldLocks.Remove(mutex, id);
            }

            throw new DeadlockException(Validator.ReportDeadlock(circle));
        }
    }

    /// <inheritdoc/>
    public override void Unblocks(MutexCore mutex, long id) => Validator.Waiting.Remove(mutex, id);

    /// <inheritdoc/>
    public override void Entered(MutexCore mutex, long id, AcquireContext? context)
    {
        var held = new HeldLock
        {
            Lock = watched,
            Mutex = mutex,
            Id = id,
            Context = context,
            Thread = HeldLocks.ThreadName,
            Stack = Validator.StackIfKept(),
        };
        HeldLocks.OfThread.Add(held);
        if (held.Stack is not null)
        {
            AsyncSections.Enter(held);
        }
    }

    /// <inheritdoc/>
    public override void Exits(MutexCore mutex, long id)
    {
        if (HeldLocks.Remove(mutex, id) is { Flow: null, Stack: not null } held)
        {
            AsyncSections.Exit(held);
        }

        // A thread's wait has ended before it has entered; an async caller's ends unseen.
        Validator.Waiting.Remove(mutex, id);
    }

    /// <inheritdoc/>
    public override void IsRecursive(MutexCore mutex, long id)
    {
        HeldLock? held = HeldLocks.OfThread.Find(one => ReferenceEquals(one.Mutex, mutex));
        Validator.ReportMisuse(
            LockOrderFinding.Recursion, Sentences.Recursion(watched.Class), watched.Class, HeldLocks.ThreadName, held);
    }

    /// <inheritdoc/>
    public override void IsNotOwner(MutexCore mutex, long id, long owner)
    {
        HeldLock? held = AsyncSections.Find(mutex, owner);
        if (held is not null)
        {
            Validator.ReportMisuse(
                LockOrderFinding.HeldAcrossAwait, Sentences.HeldAcrossAwait(watched.Class), watched.Class, HeldLocks.ThreadName, held);
        }
        else
        {
            string? holder = owner == 0 ? null : "another caller";
            Validator.ReportMisuse(
                LockOrderFinding.NotHeld, Sentences.NotHeld(watched.Class, holder), watched.Class, HeldLocks.ThreadName, held: null);
        }
    }
}
