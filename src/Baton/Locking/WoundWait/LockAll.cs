namespace Baton;

/// <summary>Enters any number of mutexes at once, in whatever order they come, without deadlock.</summary>
/// <remarks>
/// <para>Nobody has to agree on an order of locks. Where two callers want each other's, the younger one lets go of what it
/// has, waits for the one that it lacked, and takes the rest again; the caller does not see it. A caller keeps its age
/// through all attempts, so it is the oldest at last, and then gets all of its mutexes without stepping back.</para>
/// <para>Each time it steps back it does so for an older caller that wants one of the same mutexes. So it does at most as
/// often as callers older than itself take mutexes that it wants too, and not at all if there are none.</para>
/// <para>For locks that become known only while others are held, use a <see cref="LockSet"/> directly.</para>
/// </remarks>
/// <example>
/// <code>
/// using (await LockAll.EnterAsync([from.Gate, to.Gate], cancellationToken))
/// {
///     from.Balance -= amount;
///     to.Balance += amount;
/// }
/// </code>
/// </example>
public static class LockAll
{
    /// <summary>Enters all the mutexes; blocks the calling thread until they are its own.</summary>
    /// <param name="locks">Mutexes of one class, in any order; one that comes twice is entered once.</param>
    /// <returns>A scope that exits them all when disposed, on the same thread.</returns>
    /// <exception cref="ArgumentException">A mutex is null, or of another class than the first.</exception>
    /// <exception cref="LockRecursionException">The calling thread has entered one of them otherwise.</exception>
    public static LockSet Enter(params ReadOnlySpan<WoundWaitMutex> locks)
    {
        WoundWaitMutex[] wanted = LockSet.RentArray(locks.Length);
        locks.CopyTo(wanted);
        return Enter(wanted, locks.Length, CancellationToken.None);
    }

    /// <summary>Enters all the mutexes, unless cancelled first; blocks the calling thread until they are its own.</summary>
    /// <inheritdoc cref="Enter(ReadOnlySpan{WoundWaitMutex})"/>
    /// <exception cref="ArgumentNullException"><paramref name="locks"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled; none of them is entered.</exception>
    public static LockSet Enter(IEnumerable<WoundWaitMutex> locks, CancellationToken cancellationToken = default)
    {
        WoundWaitMutex[] wanted = Copy(locks);
        return Enter(wanted, wanted.Length, cancellationToken);
    }

    /// <summary>Enters all the mutexes without blocking a thread.</summary>
    /// <param name="locks">Mutexes of one class, in any order; one that comes twice is entered once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A scope that exits them all when disposed, on whatever thread.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="locks"/> is null.</exception>
    /// <exception cref="ArgumentException">A mutex is null, or of another class than the first.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled; none of them is entered.</exception>
    public static ValueTask<LockSet> EnterAsync(
        IEnumerable<WoundWaitMutex> locks, CancellationToken cancellationToken = default)
    {
        WoundWaitMutex[] wanted = Copy(locks);
        return new LockSet(ClassOf(wanted)).EnterAllAsync(wanted, cancellationToken);
    }

    private static LockSet Enter(WoundWaitMutex[] wanted, int count, CancellationToken cancellationToken)
    {
        var set = new LockSet(ClassOf(wanted.AsSpan(0, count)));
        set.EnterAll(wanted, count, cancellationToken);
        return set;
    }

    private static WoundWaitMutex[] Copy(IEnumerable<WoundWaitMutex> locks)
    {
        ArgumentNullException.ThrowIfNull(locks);
        return [.. locks];
    }

    /// <summary>Their class. Looks at all of them before any is entered.</summary>
    private static AcquireClass ClassOf(ReadOnlySpan<WoundWaitMutex> locks)
    {
        AcquireClass? common = null;
        for (int i = 0; i < locks.Length; i++)
        {
            if (locks[i] is not { } mutex)
            {
                throw new ArgumentException($"The mutex at index {i} is null.", nameof(locks));
            }

            common ??= mutex.Class;
            if (!ReferenceEquals(mutex.Class, common))
            {
                throw new ArgumentException(
                    $"The mutex at index {i} is of another AcquireClass than the first. Only mutexes of one class can be entered together.",
                    nameof(locks));
            }
        }

        return common ?? AcquireClass.Default;
    }
}
