// The faces that every exclusive lock shows to a measuring loop.
//
// A rival is a struct that holds nothing but a reference to the lock, and a loop is generic over it
// (`where TRival : struct, IThreadRival<TRival>`). The runtime compiles the loop once for each struct, so Enter and Exit
// become direct calls that it may inline, exactly as if the loop had been written by hand for that lock. No rival pays
// for a virtual call, a delegate or a boxed receiver, and none is spared one: that is what makes the ratios honest.
//
// The asynchronous face returns ValueTask<TScope> for everyone, because that is the one awaitable that the compiler's
// state machines treat alike whatever stands behind it. A lock that returns a Task is wrapped in it for free; wrapping
// it in an async method would have added an allocation that its users do not pay.

namespace Baton.Rivals;

/// <summary>An exclusive lock that can be made and measured.</summary>
/// <typeparam name="TSelf">The struct itself.</typeparam>
public interface IRival<TSelf>
    where TSelf : struct, IRival<TSelf>
{
    /// <summary>Makes a lock that nobody holds. Copies of the struct are the same lock.</summary>
    static abstract TSelf Create();
}

/// <summary>A lock that threads take, and block on.</summary>
/// <typeparam name="TSelf">The struct itself.</typeparam>
public interface IThreadRival<TSelf> : IRival<TSelf>
    where TSelf : struct, IThreadRival<TSelf>
{
    /// <summary>Takes the lock; blocks the calling thread until it has it.</summary>
    void Enter();

    /// <summary>Releases the lock. Called by the thread that took it.</summary>
    void Exit();
}

/// <summary>A lock for threads whose waits can be given up. For workloads that end while somebody waits; not measured.</summary>
public interface ICancellableRival
{
    /// <summary>Takes the lock; blocks the calling thread until it has it.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended before the lock was taken.</exception>
    void Enter(CancellationToken cancellationToken);
}

/// <summary>A lock that asynchronous callers take without blocking a thread.</summary>
/// <typeparam name="TSelf">The struct itself.</typeparam>
/// <typeparam name="TScope">What the lock hands out as proof of an acquisition.</typeparam>
public interface IAsyncRival<TSelf, TScope> : IRival<TSelf>
    where TSelf : struct, IAsyncRival<TSelf, TScope>
{
    /// <summary>Takes the lock; completes when the caller has it.</summary>
    /// <param name="cancellationToken">Ends the wait. <see langword="default"/> takes the path without a token.</param>
    ValueTask<TScope> EnterAsync(CancellationToken cancellationToken);

    /// <summary>Releases the lock. May be called on another thread than the one that took it.</summary>
    /// <param name="scope">What <see cref="EnterAsync"/> returned.</param>
    void Exit(TScope scope);
}
