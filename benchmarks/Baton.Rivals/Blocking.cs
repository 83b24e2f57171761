// The asynchronous face of a lock that has none: the caller blocks its pool thread, as a program must that guards shared
// state with `lock` and is called from async code. Sound only while there is no await inside the section, because locks
// of this kind belong to the thread that took them.

namespace Baton.Rivals;

/// <summary>Gives a lock for threads an asynchronous face that blocks.</summary>
/// <typeparam name="TRival">The lock for threads.</typeparam>
public readonly struct Blocking<TRival> : IThreadRival<Blocking<TRival>>, IAsyncRival<Blocking<TRival>, NoScope>
    where TRival : struct, IThreadRival<TRival>
{
    private readonly TRival _rival;

    private Blocking(TRival rival) => _rival = rival;

    static Blocking<TRival> IRival<Blocking<TRival>>.Create() => new(TRival.Create());

    /// <inheritdoc/>
    public void Enter() => _rival.Enter();

    /// <inheritdoc/>
    public void Exit() => _rival.Exit();

    /// <inheritdoc/>
    public ValueTask<NoScope> EnterAsync(CancellationToken cancellationToken)
    {
        _rival.Enter();
        return new ValueTask<NoScope>(default(NoScope));
    }

    /// <inheritdoc/>
    public void Exit(NoScope scope) => _rival.Exit();
}

/// <summary>The scope of a lock that hands out none.</summary>
public readonly struct NoScope;
