// One transaction: somebody who acquires several mutexes, in whatever order, and gives way to whoever is older.
//
// Who writes what:
//   - its own flow (a thread, or an async method; one acquisition at a time): all that is not said below;
//   - an older transaction, anywhere: _wounded, from 0 to 1. The flow resets it, when it holds nothing;
//   - whoever has the list lock of the mutex that the flow waits for: _blockedOn, _waiter, _isDying. While _blockedOn
//     names that mutex, the waiter is in its queue, and stays there for as long as one has its list lock.
// The last rule is what makes it safe to tell a transaction something wherever it waits: LookAgain.

using System.Diagnostics;
using Baton.Locking;

namespace Baton;

/// <summary>
/// A transaction that acquires several <see cref="WoundWaitMutex"/>es, in any order, without deadlock. The younger of
/// two transactions gives way; a transaction keeps its age through all its attempts, so it becomes the oldest some day,
/// and nobody then makes it back off.
/// </summary>
/// <remarks>A context belongs to one flow of control, a thread or an async method, and acquires one mutex at a time. It
/// may be used again when it holds nothing, and is then as old as before; for work that is not a new attempt at the same
/// transaction, make a new one. <see cref="LockAll"/> does all this by itself.</remarks>
[DebuggerDisplay("{DebuggerText,nq}")]
public sealed class AcquireContext : IDisposable
{
    private const int InjectionIntervalMax = 1 << 16;

    private readonly long _stamp;
    private Plain<int> _heldCount;
    private Plain<WoundWaitMutex?> _contended;
    private AtomicInt32 _wounded;
    private AtomicReference<WoundWaitMutex?> _blockedOn;
    private Plain<Waiter?> _waiter;
    private Plain<bool> _isDying;
    private AsyncAcquisition? _asyncAcquisition;
    private long _asyncId;
    private int _injectionInterval = 1;
    private int _injectionCountdown;
    private bool _isDone;
    private bool _isDisposed;

    /// <summary>Begins a transaction of <see cref="AcquireClass.Default"/>, younger than all before it.</summary>
    public AcquireContext()
        : this(AcquireClass.Default)
    {
    }

    /// <summary>Begins a transaction, younger than all of its class before it.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="acquireClass"/> is null.</exception>
    public AcquireContext(AcquireClass acquireClass)
    {
        ArgumentNullException.ThrowIfNull(acquireClass);
        Class = acquireClass;
        _stamp = acquireClass.NextStamp();
        MeetsInjectedBackOffs = acquireClass.InjectsBackOffs;
        _injectionCountdown = (int)(_stamp & 15);
    }

    /// <summary>The class whose mutexes it acquires.</summary>
    public AcquireClass Class { get; }

    /// <summary>How many mutexes it holds.</summary>
    public int HeldCount => _heldCount.Value;

    /// <summary>How often it was told <see cref="AcquireOutcome.Deadlock"/>.</summary>
    public int BackOffCount { get; private set; }

    /// <summary>
    /// The mutex that it has to enter next, after it has backed off from it: between
    /// <see cref="AcquireOutcome.Deadlock"/> and <see cref="WoundWaitMutex.EnterAfterBackOff"/>. Otherwise null.
    /// </summary>
    public WoundWaitMutex? Contended => _contended.Value;

    /// <summary><see cref="AcquireClass.InjectsBackOffs"/>. Kept here because every acquisition asks, and each draw of a stamp takes
    /// the cache line of the class away from other processors.</summary>
    internal bool MeetsInjectedBackOffs { get; }

    /// <summary>Whether its async acquisitions are announced to whoever watches by who makes them, in the flow of his caller; and
    /// once, however often it backs off.</summary>
    internal bool AnnouncesItself { get; init; }

    /// <summary>What an owner word says when this context has acquired asynchronously.</summary>
    internal long AsyncId => _asyncId;

    /// <summary>Its place in the queue of whatever mutex it waits for asynchronously.</summary>
    internal AsyncAcquisition AsyncAcquisition => _asyncAcquisition ??= new AsyncAcquisition(this);

    /// <summary>The place in the queue that it waits in. List lock held, of the mutex that it is blocked on.</summary>
    internal Waiter WaiterLocked => _waiter.Value!;

    /// <summary>
    /// Whether an older transaction has asked it to give way. It takes notice when it would have to wait, and only if it
    /// holds something, for otherwise nobody waits for it.
    /// </summary>
    internal bool IsWounded => _wounded.Load(MemoryOrder.Relaxed) != 0;

    /// <summary>Whether it was told to leave the queue in which it waits. List lock held.</summary>
    internal bool IsDyingLocked => _isDying.Value;

    private string DebuggerText =>
        $"transaction {_stamp}, holds {HeldCount}" + (IsWounded ? ", wounded" : "") + (Contended is null ? "" : ", backing off");

    /// <summary>
    /// States that nothing more will be acquired; an attempt to do so throws from now on. Optional: it documents, and
    /// finds mistakes.
    /// </summary>
    public void Done() => _isDone = true;

    /// <summary>Ends the transaction, which must have exited all that it held.</summary>
    /// <exception cref="InvalidOperationException">It still holds a mutex.</exception>
    public void Dispose()
    {
        if (HeldCount != 0)
        {
            throw new InvalidOperationException(
                $"The transaction ends while its context holds {HeldCount} mutex(es), which would stay locked for ever. Exit each "
                + "mutex with the context that entered it, then dispose the context.");
        }

        _isDisposed = true;
    }

    /// <summary>Whether it began after <paramref name="other"/>. Stamps may wrap around; differences do not.</summary>
    internal bool IsYoungerThan(AcquireContext other) => unchecked(_stamp - other._stamp) > 0;

    /// <summary>An acquisition begins: refuses it if it is a mistake, and forgets the wounds of former attempts.</summary>
    internal void Begin(WoundWaitMutex mutex)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!ReferenceEquals(mutex.Class, Class))
        {
            throw new ArgumentException(
                "The mutex is of another AcquireClass than the context, so nobody can tell which transaction is older. Make "
                + "both with the same class.");
        }

        if (_isDone)
        {
            throw new InvalidOperationException("The context was declared Done: it acquires nothing more.");
        }

        if (_blockedOn.Load(MemoryOrder.Relaxed) is not null)
        {
            throw new InvalidOperationException(
                "The context waits for another mutex at this moment. A transaction is one flow of control and acquires one "
                + "mutex at a time; give each concurrent flow a context of its own.");
        }

        if (Contended is not null && (HeldCount != 0 || !ReferenceEquals(Contended, mutex)))
        {
            throw new InvalidOperationException(
                "The context was told Deadlock and has not backed off yet: exit all mutexes that it holds, enter the contended "
                + "one by EnterAfterBackOff, then start over.");
        }

        if (HeldCount == 0)
        {
            _wounded.Store(0, MemoryOrder.Relaxed);
        }
    }

    /// <summary>A contended mutex is entered after a back-off: refuses it if there was none.</summary>
    internal void BeginAfterBackOff(WoundWaitMutex mutex)
    {
        if (!ReferenceEquals(Contended, mutex))
        {
            throw new InvalidOperationException(
                "EnterAfterBackOff is for the mutex from which the context has just backed off, and for no other.");
        }

        if (HeldCount != 0)
        {
            throw new InvalidOperationException(
                $"The context still holds {HeldCount} mutex(es). To back off is to exit them all: whoever waits for them is older.");
        }
    }

    /// <summary>The id for its asynchronous acquisitions.</summary>
    internal long DrawAsyncId() => _asyncId != 0 ? _asyncId : _asyncId = Caller.Current.NextAsyncId();

    /// <summary>It has acquired so many more.</summary>
    internal void Acquired(int count)
    {
        _contended.Value = null;
        _heldCount.Value += count;
    }

    /// <summary>It has acquired one less.</summary>
    internal void Exited() => _heldCount.Value--;

    /// <summary>It must give up what it holds, for the sake of <paramref name="mutex"/>.</summary>
    internal void BackOffFrom(WoundWaitMutex mutex)
    {
        _contended.Value = mutex;
        BackOffCount++;
    }

    /// <summary>Whether the acquisition that has just succeeded is to fail, for the sake of a test.</summary>
    internal bool DrawsInjectedBackOff()
    {
        if (!MeetsInjectedBackOffs || HeldCount < 2 || _injectionCountdown-- > 0)
        {
            return false;
        }

        _injectionInterval = Math.Min((_injectionInterval * 7 / 2) + 1, InjectionIntervalMax);
        _injectionCountdown = _injectionInterval;
        return true;
    }

    /// <summary>Wounds it; false if it was wounded already, and then whoever did so sees to it that it takes notice.</summary>
    internal bool TryWound() => _wounded.CompareExchange(0, 1, MemoryOrder.Relaxed) == 0;

    /// <summary>It has queued for <paramref name="mutex"/>, whose list lock is held.</summary>
    internal void StartsWaitingLocked(WoundWaitMutex mutex, Waiter waiter)
    {
        _waiter.Value = waiter;
        _isDying.Value = false;
        _blockedOn.Store(mutex, MemoryOrder.Relaxed);
    }

    /// <summary>It has left the queue, with the mutex or without. List lock held.</summary>
    internal void StopsWaitingLocked() => _blockedOn.Store(null, MemoryOrder.Relaxed);

    /// <summary>It has looked, and need not leave. List lock held.</summary>
    internal void StaysLocked() => _isDying.Value = false;

    /// <summary>Marks it as told to leave; false if it was told already, or has no reason to. List lock held.</summary>
    internal bool TryTellToDieLocked()
    {
        if (_isDying.Value || _heldCount.Value == 0)
        {
            return false;
        }

        _isDying.Value = true;
        return true;
    }

    /// <summary>Whether it waits for <paramref name="mutex"/>, whose list lock is held.</summary>
    internal bool IsBlockedOnLocked(WoundWaitMutex mutex) => ReferenceEquals(_blockedOn.Load(MemoryOrder.Relaxed), mutex);

    /// <summary>Something has been said to it: sees to it that it takes notice, if it waits. No list lock held.</summary>
    /// <remarks>A thread is woken, and looks by itself. For an async flow the caller looks on its behalf, and takes it
    /// out of the queue if it must back off.</remarks>
    internal void LookAgain()
    {
        AcquireContext? context = this;
        while (context is not null)
        {
            // Store-load: what was said, then where it waits. It writes where it waits, and then reads what was said; its
            // fence is in MustBackOffLocked. One of the two sees the other.
            Fence.Full();
            context = context._blockedOn.Load(MemoryOrder.Acquire)?.Reconsider(context);
        }
    }
}
