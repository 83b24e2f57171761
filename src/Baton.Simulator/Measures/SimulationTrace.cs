using System.Globalization;

namespace Baton.Simulator;

/// <summary>A thread of the workload, as the trace knows it.</summary>
/// <param name="Name">The thread's name.</param>
/// <param name="Task">The task that it is one of.</param>
/// <param name="Phases">The names of its phases, by number.</param>
/// <param name="Policy">The policy that it begins with.</param>
public sealed record TracedFiber(string Name, string Task, IReadOnlyList<string> Phases, SchedulingPolicy Policy);

/// <summary>A policy that a fiber was given during the simulation.</summary>
/// <param name="Time">When.</param>
/// <param name="Fiber">The fiber's number.</param>
/// <param name="Policy">The policy.</param>
public readonly record struct TracedPolicy(long Time, int Fiber, SchedulingPolicy Policy);

/// <summary>All that happened in a simulation, in the order in which it happened.</summary>
public sealed class SimulationTrace
{
    private readonly List<TraceEvent> _events = [];
    private readonly List<TracedPolicy> _policies = [];
    private readonly List<TracedFiber> _fibers = [];
    private readonly List<string> _mutexes = [];

    internal SimulationTrace(int processors) => Processors = processors;

    /// <summary>How many processors there are; they are numbered from 0.</summary>
    public int Processors { get; }

    /// <summary>When the simulation ended, in nanoseconds.</summary>
    public long EndTime { get; internal set; }

    /// <summary>The fibers, by number.</summary>
    public IReadOnlyList<TracedFiber> Fibers => _fibers;

    /// <summary>The mutexes, by number.</summary>
    public IReadOnlyList<string> Mutexes => _mutexes;

    /// <summary>What happened.</summary>
    public IReadOnlyList<TraceEvent> Events => _events;

    /// <summary>The policies that were given during the simulation, in order.</summary>
    public IReadOnlyList<TracedPolicy> Policies => _policies;

    /// <summary>The policy that a fiber has at a moment.</summary>
    public SchedulingPolicy PolicyOf(int fiber, long time)
    {
        SchedulingPolicy policy = _fibers[fiber].Policy;
        foreach (TracedPolicy given in _policies)
        {
            if (given.Time > time)
            {
                break;
            }

            if (given.Fiber == fiber)
            {
                policy = given.Policy;
            }
        }

        return policy;
    }

    /// <summary>Writes one line for each event. The same file, options and seed give the same bytes on every machine.</summary>
    public void WriteText(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (TraceEvent each in _events)
        {
            writer.Write(Describe(each));
            writer.Write('\n');
        }
    }

    /// <summary>One event as a line: time, processor, what, and the names of those it happened to.</summary>
    public string Describe(in TraceEvent happened)
    {
        string processor = happened.Processor < 0 ? "-" : happened.Processor.ToString(CultureInfo.InvariantCulture);
        string fiber = happened.Fiber < 0 ? "-" : _fibers[happened.Fiber].Name;
        string other = happened.Other < 0 ? "" : $" other={_fibers[happened.Other].Name}";
        string mutex = happened.Mutex < 0 ? "" : $" mutex={_mutexes[happened.Mutex]}";
        string detail = happened.Detail == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" detail={happened.Detail}");
        return string.Create(CultureInfo.InvariantCulture, $"{happened.Time} {processor} {happened.Kind} {fiber}{other}{mutex}{detail}");
    }

    internal void Add(in TraceEvent happened) => _events.Add(happened);

    internal void AddFiber(TracedFiber fiber) => _fibers.Add(fiber);

    internal void AddMutex(string name) => _mutexes.Add(name);

    internal void AddPolicy(TracedPolicy policy) => _policies.Add(policy);
}
