namespace Baton.Rivals;

/// <summary><see cref="Monitor"/> on an object of its own, which is what <c>lock (gate)</c> has always meant.</summary>
public readonly struct MonitorRival : IThreadRival<MonitorRival>
{
    private readonly object _gate;

    private MonitorRival(object gate) => _gate = gate;

    /// <inheritdoc/>
    public static MonitorRival Create() => new(new object());

    /// <inheritdoc/>
    public void Enter() => Monitor.Enter(_gate);

    /// <inheritdoc/>
    public void Exit() => Monitor.Exit(_gate);
}
