using System.Globalization;
using Baton.Scheduling;
using Baton.Simulator.Measures;
using Baton.Workloads.Execution;
using Baton.Workloads.Execution.Fibers;
using Baton.Workloads.Model;

namespace Baton.Simulator.World;

/// <summary>The fibers of a simulation: made from the workload's tasks, and by fork.</summary>
internal sealed class Population
{
    /// <summary>How often a task may be forked; the same as on OS threads.</summary>
    private const int ForkCountMax = 1024;

    private readonly SimulatedWorld _world;
    private readonly List<SimulatedFiber> _fibers = [];
    private readonly TaskProgram[] _programs;
    private readonly SimulatedTaskTotals[] _totals;
    private readonly int[] _forkCounts;

    public Population(SimulatedWorld world)
    {
        _world = world;
        ValueList<WorkloadTask> tasks = world.Workload.Tasks;
        _programs = [.. tasks.Select((task, index) => new TaskProgram(task, index, world.Numbers, world.Options.Costs))];
        _totals = [.. tasks.Select(_ => new SimulatedTaskTotals())];
        _forkCounts = new int[tasks.Count];
        Policies = new PolicyTranslation();
    }

    /// <summary>How many have not ended.</summary>
    public int LiveCount { get; set; }

    public IReadOnlyList<SimulatedFiber> Fibers => _fibers;

    public IReadOnlyList<TaskProgram> Programs => _programs;

    /// <summary>From the workload's policies to the scheduler's.</summary>
    public PolicyTranslation Policies { get; }

    public SimulatedFiber this[int index] => _fibers[index];

    public SimulatedTaskTotals TotalsOf(int task) => _totals[task];

    /// <summary>Schedules the start of all that start with the workload.</summary>
    public void StartAll()
    {
        foreach (TaskProgram program in _programs)
        {
            for (int i = 0; i < program.Task.InstanceCount; i++)
            {
                Add(program, string.Create(CultureInfo.InvariantCulture, $"{program.Task.Name}-{_fibers.Count}"));
            }
        }
    }

    /// <summary>Starts one more thread of a task.</summary>
    /// <exception cref="SimulationException">There are too many already.</exception>
    public void Fork(int task, SimulatedFiber parent)
    {
        TaskProgram program = _programs[task];
        int earlier = _forkCounts[task]++;
        if (earlier == ForkCountMax)
        {
            throw new SimulationException(
                $"Thread \"{parent.DisplayName}\" forks \"{program.Task.Name}\" for the {ForkCountMax + 1}th time; give it a \"loop\" or a longer period.");
        }

        Add(program, string.Create(CultureInfo.InvariantCulture, $"{program.Task.Name}-{_fibers.Count}-{earlier:D4}"));
    }

    /// <summary>The workers on which a task, or a phase of it, may run.</summary>
    public WorkerSet WorkersFor(ValueList<int> cpus)
    {
        int[] existing = [.. cpus.Where(cpu => cpu < _world.Options.Processors)];
        return existing.Length == 0 ? WorkerSet.All : WorkerSet.Of(existing);
    }

    private void Add(TaskProgram program, string name)
    {
        WorkloadTask task = program.Task;
        long origin = Math.Min(task.DelayMicroseconds, long.MaxValue / 4000) * 1000;
        ValueList<int> cpus = task.Phases[0].Cpus.Count > 0 ? task.Phases[0].Cpus : task.Cpus;
        SchedulingPolicy policy = Policies.Translate(task.Scheduling);
        var fiber = new SimulatedFiber(
            _world,
            _fibers.Count,
            name,
            program,
            policy,
            WorkersFor(cpus),
            new ThreadMeasures(_world.Workload.Global, _totals[program.Index], _world.Options.KeepsRounds))
        {
            Origin = origin,
            Cpus = cpus,
        };
        _fibers.Add(fiber);
        _world.Trace.Add(fiber);
        LiveCount++;
        _world.Schedule(Math.Max(origin, _world.Now), OccurrenceKind.FiberStarts, fiber.Index);
    }
}
