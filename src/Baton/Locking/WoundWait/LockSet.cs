// A transaction as most programs want it: a set of held mutexes that steps back by itself.
//
//      _locks:  [ held … held | wanted … wanted | unused … ]
//                ^0            ^_heldCount       ^_count
//
// A back-off exits all that are held, moves the contended one to the front, waits for it while holding nothing, and goes
// on from there. In a set that grows nothing is wanted beyond what is held, so there the caller starts over.

using Baton.Locking;

namespace Baton;

/// <summary>Mutexes that are held together, and exited together by disposing the set.</summary>
/// <remarks>
/// <para><see cref="LockAll"/> makes one of locks that are known beforehand. Where the locks become known only while
/// others are held, as in a graph, begin with an empty set and add to it. If <see cref="Add"/> returns false, the set had
/// to let go of everything for a while: what was read under the locks may have changed, so start over, with the same set.
/// It keeps its age, and so cannot be made to start over for ever.</para>
/// <para>A set belongs to one flow of control. What was entered by <see cref="Add"/> is exited by the same thread; what was
/// entered by <see cref="AddAsync"/>, by any.</para>
/// </remarks>
/// <example>
/// <code>
/// using var held = new LockSet();
/// for (Node? node = root; node is not null;)
/// {
///     node = await held.AddAsync(node.Gate, cancellationToken) ? node.Next : root;
/// }
/// </code>
/// </example>
public sealed class LockSet : IDisposable
{
    /// <summary>After so many back-offs something else is wrong, and a set gives up with an exception.</summary>
    internal const int BackOffsMax = 100_000;

    // Larger arrays are not kept for the thread's next set.
    private const int SpareLengthMax = 64;

    private readonly AcquireContext _context;
    private WoundWaitMutex[] _locks = [];
    private int _count;
    private int _heldCount;

    /// <summary>Begins with an empty set for mutexes of <see cref="AcquireClass.Default"/>.</summary>
    public LockSet()
        : this(AcquireClass.Default)
    {
    }

    /// <summary>Begins with an empty set for mutexes of a class.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="acquireClass"/> is null.</exception>
    public LockSet(AcquireClass acquireClass) => _context = new AcquireContext(acquireClass) { AnnouncesItself = true };

    // A fiber waits as itself for each mutex, so that its importance goes to whoever owns that; so its awaits come back to it.
    private static bool RunsOnFiber => Caller.Known?.Fiber is not null;

    /// <summary>How many mutexes it holds.</summary>
    public int Count => _heldCount;

    /// <summary>How often it has let go of everything for somebody older.</summary>
    public int BackOffCount => _context.BackOffCount;

    /// <summary>Whether it holds <paramref name="mutex"/>.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="mutex"/> is null.</exception>
    public bool Contains(WoundWaitMutex mutex)
    {
        ArgumentNullException.ThrowIfNull(mutex);
        return mutex.IsHeldBy(_context);
    }

    /// <summary>Enters one more mutex; blocks the calling thread until that is decided.</summary>
    /// <returns>True if the set holds the mutex now, or held it before. False if it had to let go of everything first:
    /// then it holds this mutex only, and the caller starts over.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="mutex"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="mutex"/> is of another class.</exception>
    /// <exception cref="ObjectDisposedException">The set was disposed.</exception>
    /// <exception cref="LockRecursionException">The calling thread has entered the mutex otherwise.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled. Dispose the set; it may hold less than
    /// before.</exception>
    public bool Add(WoundWaitMutex mutex, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mutex);
        AcquireOutcome outcome = mutex.Enter(_context, cancellationToken);
        if (outcome == AcquireOutcome.Deadlock)
        {
            LetGoForSomebodyOlder();
            mutex.EnterAfterBackOff(_context, cancellationToken);
        }

        return Added(mutex, outcome);
    }

    /// <summary>As <see cref="Add"/>, without blocking a thread.</summary>
    /// <inheritdoc cref="Add"/>
    public ValueTask<bool> AddAsync(WoundWaitMutex mutex, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mutex);
        mutex.AnnounceAsync(_context);
        return AddAnnouncedAsync(mutex, cancellationToken);
    }

    private async ValueTask<bool> AddAnnouncedAsync(WoundWaitMutex mutex, CancellationToken cancellationToken)
    {
        bool comesHome = RunsOnFiber;
        AcquireOutcome outcome = await mutex.EnterAsync(_context, cancellationToken).ConfigureAwait(comesHome);
        if (outcome == AcquireOutcome.Deadlock)
        {
            LetGoForSomebodyOlder();
            await mutex.EnterAfterBackOffAsync(_context, cancellationToken).ConfigureAwait(comesHome);
        }

        return Added(mutex, outcome);
    }

    /// <summary>Exits all that the set holds. A second call does nothing.</summary>
    /// <exception cref="SynchronizationLockException">A mutex was entered by another thread, without <c>Async</c>.</exception>
    public void Dispose()
    {
        LetGo(isForGood: true);
        _count = 0;
        _context.Dispose();
        ReturnArray();
    }

    /// <summary>An array with room for so many, which belongs to the caller: what an earlier set of this thread has left, if
    /// that is large enough.</summary>
    internal static WoundWaitMutex[] RentArray(int count)
    {
        Caller caller = Caller.Current;
        if (caller.SpareLocks is not { } spare || spare.Length < count)
        {
            return new WoundWaitMutex[count];
        }

        caller.SpareLocks = null;
        return spare;
    }

    /// <summary>Enters the first <paramref name="count"/> of what is wanted, or none; keeps the array.</summary>
    internal void EnterAll(WoundWaitMutex[] wanted, int count, CancellationToken cancellationToken)
    {
        Want(wanted, count);
        try
        {
            while (TakeFree() < _count)
            {
                WoundWaitMutex next = _locks[_heldCount];
                if (IsDecided(next.Enter(_context, cancellationToken)))
                {
                    continue;
                }

                StepBackFrom(next);
                next.EnterAfterBackOff(_context, cancellationToken);
                _heldCount = 1;
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Enters all that are wanted, or none, without blocking a thread.</summary>
    internal ValueTask<LockSet> EnterAllAsync(WoundWaitMutex[] wanted, CancellationToken cancellationToken)
    {
        // Who watches keeps what a flow holds in the flow's execution context, of which an async method has a copy. Here we are
        // in the caller's still.
        foreach (WoundWaitMutex mutex in wanted)
        {
            mutex.AnnounceAsync(_context);
        }

        return EnterAllAnnouncedAsync(wanted, cancellationToken);
    }

    private async ValueTask<LockSet> EnterAllAnnouncedAsync(WoundWaitMutex[] wanted, CancellationToken cancellationToken)
    {
        bool comesHome = RunsOnFiber;
        Want(wanted, wanted.Length);
        try
        {
            while (_heldCount < _count)
            {
                WoundWaitMutex next = _locks[_heldCount];
                if (IsDecided(await next.EnterAsync(_context, cancellationToken).ConfigureAwait(comesHome)))
                {
                    continue;
                }

                StepBackFrom(next);
                await next.EnterAfterBackOffAsync(_context, cancellationToken).ConfigureAwait(comesHome);
                _heldCount = 1;
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        return this;
    }

    private void Want(WoundWaitMutex[] wanted, int count)
    {
        _locks = wanted;
        _count = count;
    }

    // Empty, so that nobody's mutexes are kept alive by it.
    private void ReturnArray()
    {
        if (_locks.Length is > 0 and <= SpareLengthMax)
        {
            Array.Clear(_locks);
            Caller.Current.SpareLocks = _locks;
            _locks = [];
        }
    }

    /// <summary>Enters as many of the next ones as are free, at once; returns how many it holds now.</summary>
    private int TakeFree() =>
        _heldCount += WoundWaitMutex.EnterFree(_locks.AsSpan(_heldCount, _count - _heldCount), _context);

    /// <summary>What the outcome for the next wanted mutex means for the set; false if it has to step back.</summary>
    private bool IsDecided(AcquireOutcome outcome)
    {
        switch (outcome)
        {
            case AcquireOutcome.Acquired:
                _heldCount++;
                return true;
            case AcquireOutcome.AlreadyHeld:
                // It was named twice.
                _locks[_heldCount] = _locks[--_count];
                return true;
            default:
                return false;
        }
    }

    private void StepBackFrom(WoundWaitMutex contended)
    {
        int place = _heldCount;
        LetGoForSomebodyOlder();
        _locks[place] = _locks[0];
        _locks[0] = contended;
    }

    private bool Added(WoundWaitMutex mutex, AcquireOutcome outcome)
    {
        if (outcome == AcquireOutcome.AlreadyHeld)
        {
            return true;
        }

        if (_heldCount == _locks.Length)
        {
            Array.Resize(ref _locks, Math.Max(8, 2 * _locks.Length));
        }

        _locks[_heldCount++] = mutex;
        _count = _heldCount;
        return outcome == AcquireOutcome.Acquired;
    }

    private void LetGo(bool isForGood)
    {
        while (_heldCount > 0)
        {
            _locks[_heldCount - 1].Exit(_context, isForGood);
            _heldCount--;
        }
    }

    private void LetGoForSomebodyOlder()
    {
        LetGo(isForGood: false);
        if (_context.BackOffCount > BackOffsMax)
        {
            throw new InvalidOperationException(
                $"A set of locks has stepped back {BackOffsMax:N0} times. Each time somebody older wanted one of them; so many "
                + "cannot have been there. Nothing is held any more.");
        }
    }
}
