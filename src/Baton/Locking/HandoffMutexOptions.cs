using Baton.Locking;

namespace Baton;

/// <summary>How a <see cref="HandoffMutex"/> differs from the default: for experiments, tests and diagnosis.</summary>
/// <remarks>A mutex made with options pays a few nanoseconds more for each acquisition than one made without.</remarks>
public sealed class HandoffMutexOptions
{
    /// <summary>When the mutex is handed to a waiter. Default: <see cref="HandoffMode.Normal"/>.</summary>
    public HandoffMode Handoff { get; init; } = HandoffMode.Normal;

    /// <summary>
    /// Whether threads busy-wait before they block, for 40 µs at most, and as the first waiter for 290 µs at most.
    /// Default: true. Without effect on a machine with one processor, where nobody does.
    /// </summary>
    public bool Spinning { get; init; } = true;

    /// <summary>Whether to count what happens, see <see cref="HandoffMutex.Counters"/>. Default: false.</summary>
    public bool CountEvents { get; init; }

    /// <summary>Where the timers of <see cref="HandoffMutex.TryEnterAsync"/> come from. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal MutexSettings ToSettings()
    {
        if (!Enum.IsDefined(Handoff))
        {
            throw new ArgumentOutOfRangeException(nameof(Handoff), Handoff, "There is no such handoff mode.");
        }

        ArgumentNullException.ThrowIfNull(TimeProvider);
        return new MutexSettings(Handoff, Spinning, CountEvents ? new EventCounter() : null, TimeProvider);
    }
}
