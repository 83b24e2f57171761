namespace Baton.Scheduling.Hosting;

/// <summary>A scheduler's number, by which owner words say whose fiber owns.</summary>
/// <remarks>It is given back when nothing refers to the scheduler any more, its fibers included: until then one of them may
/// own a mutex under this number.</remarks>
internal sealed class SchedulerNumber
{
    private static readonly Stack<int> Free = new(Enumerable.Range(0, FiberTable.SchedulersMax).Reverse());
    private static Latch s_lock;

    /// <exception cref="InvalidOperationException">There are too many schedulers.</exception>
    public SchedulerNumber()
    {
        s_lock.Take();
        bool any = Free.TryPop(out int number);
        s_lock.Release();
        if (!any)
        {
            GC.SuppressFinalize(this);
            throw new InvalidOperationException(
                $"There are {FiberTable.SchedulersMax:N0} schedulers already. Dispose those that you no longer need, and keep no fibers of them.");
        }

        Value = number;
    }

    ~SchedulerNumber()
    {
        s_lock.Take();
        Free.Push(Value);
        s_lock.Release();
    }

    /// <summary>The number.</summary>
    public int Value { get; }
}
