// The handoff mutex with one of its ideas switched off, to see what that idea is worth.

namespace Baton.Rivals;

/// <summary>Names the options of a variant at compile time, so that each variant is a rival of its own.</summary>
public interface IHandoffVariant
{
    /// <summary>The options of the mutex.</summary>
    static abstract HandoffMutexOptions Options { get; }
}

/// <summary><see cref="HandoffMutex"/> with options.</summary>
/// <typeparam name="TVariant">The options.</typeparam>
public readonly struct HandoffVariantRival<TVariant>
    : IThreadRival<HandoffVariantRival<TVariant>>,
        IAsyncRival<HandoffVariantRival<TVariant>, HandoffMutex.AsyncScope>,
        ICancellableRival
    where TVariant : IHandoffVariant
{
    private readonly HandoffMutex _mutex;

    private HandoffVariantRival(HandoffMutex mutex) => _mutex = mutex;

    static HandoffVariantRival<TVariant> IRival<HandoffVariantRival<TVariant>>.Create() => new(new HandoffMutex(TVariant.Options));

    /// <inheritdoc/>
    public void Enter() => _mutex.Enter();

    /// <inheritdoc/>
    public void Enter(CancellationToken cancellationToken) => _mutex.Enter(cancellationToken);

    /// <inheritdoc/>
    public void Exit() => _mutex.Exit();

    /// <inheritdoc/>
    public ValueTask<HandoffMutex.AsyncScope> EnterAsync(CancellationToken cancellationToken) =>
        _mutex.EnterAsync(cancellationToken);

    /// <inheritdoc/>
    public void Exit(HandoffMutex.AsyncScope scope) => scope.Dispose();
}

/// <summary>Never hands over: waiters can be overtaken for ever, as with the platform's locks.</summary>
public sealed class NeverHandsOver : IHandoffVariant
{
    /// <inheritdoc/>
    public static HandoffMutexOptions Options => new() { Handoff = HandoffMode.Never };
}

/// <summary>Always hands over: first come, first served, and a wake between any two owners.</summary>
public sealed class AlwaysHandsOver : IHandoffVariant
{
    /// <inheritdoc/>
    public static HandoffMutexOptions Options => new() { Handoff = HandoffMode.Always };
}

/// <summary>Never spins: whoever finds the mutex taken parks at once.</summary>
public sealed class NeverSpins : IHandoffVariant
{
    /// <inheritdoc/>
    public static HandoffMutexOptions Options => new() { Spinning = false };
}

/// <summary>Watched by a validator that keeps no stacks.</summary>
public sealed class Watched : IHandoffVariant
{
    private static readonly LockOrderValidator Validator = new(new LockOrderValidatorOptions { AcquisitionStacks = false });

    /// <inheritdoc/>
    public static HandoffMutexOptions Options => new() { Validator = Validator, Name = "rival" };
}

/// <summary>Watched by a validator with its default options, which keeps the stack of each acquisition.</summary>
public sealed class WatchedWithStacks : IHandoffVariant
{
    private static readonly LockOrderValidator Validator = new();

    /// <inheritdoc/>
    public static HandoffMutexOptions Options => new() { Validator = Validator, Name = "rival" };
}
