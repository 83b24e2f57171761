using Baton.Simulator.World;
using Baton.Workloads.Execution.Measures;

namespace Baton.Simulator.Measures;

/// <summary>Wait and hold times of each mutex, by task.</summary>
internal sealed class LockMeter(SimulatedWorld world)
{
    private readonly Dictionary<(int Mutex, int Task), (DurationRecorder Waits, DurationRecorder Holds)> _uses = [];

    public void Released(SimulatedMutex mutex, int task, in Tenure tenure, long now)
    {
        if (!_uses.TryGetValue((mutex.Index, task), out var use))
        {
            _uses.Add((mutex.Index, task), use = (new DurationRecorder(), new DurationRecorder()));
        }

        use.Waits.Record(tenure.AcquiredAt - tenure.AskedAt);
        use.Holds.Record(now - tenure.AcquiredAt);
    }

    public IReadOnlyList<LockMeasure> ToMeasures() =>
        [.. world.Mutexes.OrderBy(mutex => mutex.Name, StringComparer.Ordinal).Select(Measure)];

    private LockMeasure Measure(SimulatedMutex mutex)
    {
        var waits = new DurationRecorder();
        var holds = new DurationRecorder();
        var tasks = new List<TaskLockMeasure>();
        foreach (TaskProgram program in world.Population.Programs)
        {
            if (_uses.TryGetValue((mutex.Index, program.Index), out var use))
            {
                waits.Add(use.Waits);
                holds.Add(use.Holds);
                tasks.Add(new TaskLockMeasure(program.Task.Name, use.Waits.ToDistribution(), use.Holds.ToDistribution()));
            }
        }

        return new LockMeasure
        {
            Name = mutex.Name,
            AcquisitionCount = waits.Count,
            WaitTime = waits.ToDistribution(),
            HoldTime = holds.ToDistribution(),
            Tasks = [.. tasks],
        };
    }
}
