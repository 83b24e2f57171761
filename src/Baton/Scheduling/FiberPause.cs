// What "await Fiber.Yield()" and "await Fiber.Checkpoint()" await. Nothing is allocated: the compiler's state machine keeps
// one delegate for all its awaits, and the fiber has room for it. Nor is the ExecutionContext captured here; the state
// machine carries its own.

using System.ComponentModel;
using System.Runtime.CompilerServices;
using Baton.Scheduling;
using Baton.Scheduling.Hosting;

namespace Baton;

/// <summary>An awaitable that lets other fibers run. See <see cref="Fiber.Yield"/> and <see cref="Fiber.Checkpoint"/>.</summary>
public readonly struct FiberPause : ICriticalNotifyCompletion, IEquatable<FiberPause>
{
    private readonly SwitchReason _reason;

    internal FiberPause(SwitchReason reason) => _reason = reason;

    /// <summary>Whether there is no reason to pause.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public bool IsCompleted => _reason == default;

    /// <summary>Whether two pauses are alike.</summary>
    public static bool operator ==(FiberPause left, FiberPause right) => left.Equals(right);

    /// <summary>Whether two pauses differ.</summary>
    public static bool operator !=(FiberPause left, FiberPause right) => !left.Equals(right);

    /// <summary>For the compiler: the pause is its own awaiter.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public FiberPause GetAwaiter() => this;

    /// <summary>For the compiler: a pause has no result.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
#pragma warning disable CA1822 // The awaiter pattern wants an instance method.
    public void GetResult()
#pragma warning restore CA1822
    {
    }

    /// <summary>For the compiler: continues when the other fibers have had their turn.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void OnCompleted(Action continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        ExecutionContext? context = ExecutionContext.Capture();
        UnsafeOnCompleted(context is null
            ? continuation
            : () => ExecutionContext.Run(context, static action => ((Action)action!)(), continuation));
    }

    /// <summary>For the compiler: as <see cref="OnCompleted"/>, by a caller that takes care of the ExecutionContext.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void UnsafeOnCompleted(Action continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        if (Carrier.Current?.Fiber is { } fiber)
        {
            fiber.Pause(continuation, _reason);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(static action => action(), continuation, preferLocal: false);
        }
    }

    /// <inheritdoc/>
    public bool Equals(FiberPause other) => _reason == other._reason;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FiberPause other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)_reason;
}
