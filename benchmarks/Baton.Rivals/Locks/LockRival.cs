namespace Baton.Rivals;

/// <summary><see cref="Lock"/>, the platform's own: the baseline that every ratio is taken against.</summary>
public readonly struct LockRival : IThreadRival<LockRival>
{
    private readonly Lock _lock;

    private LockRival(Lock gate) => _lock = gate;

    /// <inheritdoc/>
    public static LockRival Create() => new(new Lock());

    /// <inheritdoc/>
    public void Enter() => _lock.Enter();

    /// <inheritdoc/>
    public void Exit() => _lock.Exit();
}
