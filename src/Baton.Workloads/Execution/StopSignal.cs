namespace Baton.Workloads.Execution;

/// <summary>
/// Says that a run is over. Every thread of the workload looks at it between events and within long ones, and also checks
/// the time by itself: real-time threads may leave no CPU for the thread that would have stopped them.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private long _endsAt = long.MaxValue;
    private volatile bool _isSet;

    /// <summary>For locks, which can give up waiting when it is cancelled.</summary>
    internal CancellationToken Token => _source.Token;

    internal bool IsSet => _isSet;

    /// <summary>Whether the time of the run ended it, and not a caller, an error or the last task.</summary>
    internal bool WasTimeUp { get; private set; }

    /// <summary>The moment when the run is to end. Set before any thread of the workload starts.</summary>
    internal long EndsAt { get => Volatile.Read(ref _endsAt); set => Volatile.Write(ref _endsAt, value); }

    /// <exception cref="OperationCanceledException">The run is over.</exception>
    internal void ThrowIfSet()
    {
        if (IsOver())
        {
            throw new OperationCanceledException("The run is over.", Token);
        }
    }

    /// <summary>Whether the run is over; ends it when its time is up.</summary>
    internal bool IsOver()
    {
        if (!_isSet && MonotonicClock.Now >= EndsAt)
        {
            WasTimeUp = true;
            Set();
        }

        return _isSet;
    }

    internal void Set()
    {
        _isSet = true;
        _source.Cancel();
    }

    public void Dispose() => _source.Dispose();
}
