namespace Baton.Rivals;

/// <summary><see cref="SpinLock"/> without owner tracking: a lock that never parks.</summary>
public readonly struct SpinLockRival : IThreadRival<SpinLockRival>
{
    private readonly Box _box;

    private SpinLockRival(Box box) => _box = box;

    /// <inheritdoc/>
    public static SpinLockRival Create() => new(new Box());

    /// <inheritdoc/>
    public void Enter()
    {
        bool taken = false;
        _box.Lock.Enter(ref taken);
    }

    /// <inheritdoc/>
    public void Exit() => _box.Lock.Exit(useMemoryBarrier: false);

    // A SpinLock is a mutable struct: every copy of the rival must reach the same one.
    private sealed class Box
    {
        public SpinLock Lock = new(enableThreadOwnerTracking: false);
    }
}
