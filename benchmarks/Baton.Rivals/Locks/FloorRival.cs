namespace Baton.Rivals;

/// <summary>
/// Two compare-exchanges on one word and nothing else: the least that a lock with an owner word and waiters can cost.
/// No lock for use, since it yields in a loop when it is taken.
/// </summary>
public readonly struct FloorRival : IThreadRival<FloorRival>
{
    private const long Free = 0;
    private const long Held = 1;

    private readonly Box _box;

    private FloorRival(Box box) => _box = box;

    /// <inheritdoc/>
    public static FloorRival Create() => new(new Box());

    /// <inheritdoc/>
    public void Enter()
    {
        while (Interlocked.CompareExchange(ref _box.Word, Held, Free) != Free)
            Thread.Yield();
    }

    /// <inheritdoc/>
    public void Exit() => Interlocked.CompareExchange(ref _box.Word, Free, Held);

    private sealed class Box
    {
        public long Word;
    }
}
