using Baton.Locking;

namespace Baton;

/// <summary>How a <see cref="HandoffMutex"/> differs from the default: for experiments, tests and diagnosis.</summary>
/// <remarks>A mutex made with options pays a few nanoseconds more for each acquisition than one made without.</remarks>
public sealed class HandoffMutexOptions
{
    internal const int NestingLevelMax = 7;

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

    /// <summary>
    /// Who watches the use of the mutex: a <c>LockOrderValidator</c>. Default: null, which means the one for all
    /// mutexes if there is one (<c>LockOrderValidator.EnableForAll</c>), and otherwise nobody.
    /// </summary>
    public MutexObserver? Validator { get; init; }

    /// <summary>
    /// What reports call the mutex. Mutexes of one name are one class of locks to a validator: what it learns about one
    /// holds for all. Default: null, which makes a class of the mutexes that are made at one place in the code.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>
    /// Splits a class by depth, 0 to 7: a parent and its children may be of one class at two levels, and the validator
    /// learns in which order the levels come. Default: 0.
    /// </summary>
    public int NestingLevel { get; init; }

    /// <summary>
    /// The place of this mutex among those of its class, which a caller that holds several must enter in ascending
    /// order: an account number, an index. Default: null, no place; then a caller may hold one of the class at a time.
    /// </summary>
    public long? OrderWithinClass { get; init; }

    internal MutexSettings ToSettings()
    {
        if (!Enum.IsDefined(Handoff))
        {
            throw new ArgumentOutOfRangeException(nameof(Handoff), Handoff, "There is no such handoff mode.");
        }

        if (NestingLevel is < 0 or > NestingLevelMax)
        {
            throw new ArgumentOutOfRangeException(nameof(NestingLevel), NestingLevel, "A nesting level is from 0 to 7.");
        }

        ArgumentNullException.ThrowIfNull(TimeProvider);
        return new MutexSettings(Handoff, Spinning, CountEvents ? new EventCounter() : null, TimeProvider)
        {
            Watch = (Validator ?? MutexObserver.OfNewMutexes)?.Watch(this),
        };
    }
}
