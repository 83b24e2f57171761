using Baton.Locking;

namespace Baton.Scheduling;

/// <summary>From owner words to fibers, settled before the threads of a model run.</summary>
internal sealed class FiberTable(int schedulerNumber)
{
    private readonly Dictionary<long, FiberCore> _fibers = [];

    public int SchedulerNumber => schedulerNumber;

    public void Settle(long name, FiberCore fiber) => _fibers.Add(name, fiber);

    public FiberCore? Find(long name) => _fibers.GetValueOrDefault(name);
}

/// <summary>The names of one fiber's acquisitions; a model draws them when it sets the stage.</summary>
internal struct FiberIds
{
    public readonly long Next(FiberTable table, FiberCore fiber) => throw new NotSupportedException();

    public readonly bool Include(long name) => throw new NotSupportedException();

    public readonly void Release(FiberTable table) => throw new NotSupportedException();
}
