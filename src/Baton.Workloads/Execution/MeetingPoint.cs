namespace Baton.Workloads.Execution;

/// <summary>A barrier: nobody passes until all have come. It can be used again at once, since each meeting empties it.</summary>
/// <param name="partyCount">How many threads meet here.</param>
/// <param name="stop">The end of the run, which frees those who wait.</param>
internal sealed class MeetingPoint(int partyCount, StopSignal stop)
{
    private readonly Lock _gate = new();
    private int _arrivedCount;

    /// <summary>Those who have come, for the end of the run to wake.</summary>
    internal WaitQueue Queue { get; } = new(stop);

    /// <summary>Arrives; true for the last, who has woken the others. Everybody else goes on to wait.</summary>
    internal bool IsLast(Waiter waiter)
    {
        lock (_gate)
        {
            _arrivedCount++;
            if (_arrivedCount < partyCount)
            {
                Queue.Enlist(waiter);
                return false;
            }

            _arrivedCount = 0;
            Queue.WakeAll();
            return true;
        }
    }
}
