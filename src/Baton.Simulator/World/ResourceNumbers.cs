using Baton.Workloads.Model;

namespace Baton.Simulator.World;

/// <summary>Numbers in place of the names in a workload: mutexes, tasks, and queues where fibers wait for each other.</summary>
internal sealed class ResourceNumbers
{
    private readonly Dictionary<string, int> _mutexes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<(char Kind, string Name), int> _queues = [];
    private readonly Workload _workload;

    public ResourceNumbers(Workload workload)
    {
        _workload = workload;
        for (int i = 0; i < workload.Tasks.Count; i++)
        {
            _tasks.Add(workload.Tasks[i].Name, i);
        }

        foreach (Resource mutex in workload.Resources.Where(resource => resource.Kind == ResourceKind.Mutex))
        {
            _mutexes.Add(mutex.Name, _mutexes.Count);
        }
    }

    /// <summary>The mutexes' names, by number.</summary>
    public IEnumerable<string> Mutexes => _mutexes.OrderBy(pair => pair.Value).Select(pair => pair.Key);

    /// <summary>How many queues have been asked for.</summary>
    public int QueueCount => _queues.Count;

    public int Mutex(string name) => _mutexes[name];

    public int Task(string name) => _tasks[name];

    public int Condition(string name) => Queue('c', name);

    public int Barrier(string name) => Queue('b', name);

    public int Suspension(string name) => Queue('s', name);

    /// <summary>How many threads meet at a barrier.</summary>
    public int PartyCount(string barrier) => _workload.Tasks
        .Where(task => task.Phases.Any(phase => phase.Events.Contains(new BarrierEvent(barrier))))
        .Sum(task => task.InstanceCount);

    private int Queue(char kind, string name)
    {
        if (!_queues.TryGetValue((kind, name), out int number))
        {
            _queues.Add((kind, name), number = _queues.Count);
        }

        return number;
    }
}
