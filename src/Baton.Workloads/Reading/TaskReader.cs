// Reads tasks and their phases.
//
// A task without "phases" is itself its only phase. Its "loop" then counts the phase's rounds, and the task runs for ever
// where it is absent; a task with phases runs them for ever, and a phase runs once, unless "loop" says otherwise.

using System.Globalization;
using Baton.Workloads.Model;
using Baton.Workloads.Syntax;

namespace Baton.Workloads.Reading;

internal sealed class TaskReader(GlobalSettings global, TimerModes timers, ReadingContext context)
{
    /// <summary>More threads than this is a slip; it is also about what a process can have.</summary>
    private const int InstanceCountMax = 10_000;

    private readonly SchedulingReader _scheduling = new(context);

    internal ValueList<WorkloadTask> ReadAll(SyntaxObject tasks)
    {
        var read = new List<WorkloadTask>();
        var names = new UniqueNames();
        foreach (SyntaxMember member in tasks.Members)
        {
            string name = names.Take(member.Key);
            if (name != member.Key)
            {
                context.Diagnostics.Warning(member.Location, $"There is a task \"{member.Key}\" already; this one is called \"{name}\".");
            }

            int errorCount = context.Diagnostics.ErrorCount;
            if (Read(name, member) is { } task)
            {
                read.Add(task);
                _scheduling.Check(task);

                // A misspelt "lock" would make the "unlock" after it look wrong as well.
                if (context.Diagnostics.ErrorCount == errorCount)
                {
                    new LockDiscipline(context).Check(task);
                }
            }
        }

        return [.. read];
    }

    private WorkloadTask? Read(string name, SyntaxMember member)
    {
        if (name.Length == 0)
        {
            context.Diagnostics.Error(member.Location, "A task needs a name.");
        }

        if (member.Value is not SyntaxObject node)
        {
            context.Diagnostics.Error(member.Value.Location, $"Task \"{name}\" must be an object, not {member.Value.Description}.");
            return null;
        }

        var reader = new ObjectReader(node, $"task \"{name}\"", Keys.Task, allowsEvents: true, context);
        long? loops = ReadLoop(reader, out bool loopsGiven);
        SchedulingParameters scheduling = _scheduling.ReadTask(reader, global.DefaultPolicy);
        bool hasPhases = reader.Find("phases") is not null;
        ValueList<Phase> phases = hasPhases
            ? ReadPhases(name, reader, scheduling.Policy)
            : ReadOnlyPhase(name, member.Location, reader, loopsGiven ? loops : 1);

        var task = new WorkloadTask
        {
            Name = name,
            InstanceCount = (int?)reader.Integer("instance", 0, InstanceCountMax, "threads") ?? 1,
            LoopCount = hasPhases || !loopsGiven ? loops : 1,
            DelayMicroseconds = reader.Integer("delay", 0, EventReader.MicrosecondsMax, "microseconds") ?? 0,
            Scheduling = scheduling,
            Cpus = ReadCpus(reader),
            MemoryNodes = ReadMemoryNodes(reader),
            TaskGroup = ReadTaskGroup(reader),
            Phases = phases,
        };
        return context.Located(task, member.Location);
    }

    private ValueList<Phase> ReadOnlyPhase(string task, SourceLocation location, ObjectReader reader, long? loops)
    {
        ValueList<WorkloadEvent> events = ReadEvents(task, reader, $"Task \"{task}\"", location);
        return [context.Located(new Phase { Name = "phase0", LoopCount = loops, Events = events }, location)];
    }

    private ValueList<Phase> ReadPhases(string task, ObjectReader reader, WorkloadPolicy policy)
    {
        foreach ((_, SyntaxMember stray) in reader.Events)
        {
            // The one word that is a property as well: the budget of old deadline tasks.
            if (stray.Key != "runtime" || policy != WorkloadPolicy.Deadline)
            {
                context.Diagnostics.Error(stray.Location,
                    $"\"{stray.Key}\" stands beside \"phases\" and would never run; move it into a phase of task \"{task}\".");
            }
        }

        SyntaxMember member = reader.Find("phases")!;
        IEnumerable<SyntaxMember> written = member.Value switch
        {
            SyntaxObject phases => phases.Members,
            SyntaxArray phases => phases.Items.Select((item, index) =>
                new SyntaxMember(string.Create(CultureInfo.InvariantCulture, $"phase{index}"), item.Location, item)),
            _ => [],
        };

        var read = new List<Phase>();
        var names = new UniqueNames();
        foreach (SyntaxMember phase in written)
        {
            if (read.Count > 0 && read[^1].LoopCount is null)
            {
                context.Diagnostics.Warning(phase.Location, $"Phase \"{phase.Key}\" never begins, because \"{read[^1].Name}\" loops for ever.");
            }

            if (ReadPhase(task, names.Take(phase.Key), phase) is { } sound)
            {
                read.Add(sound);
            }
        }

        if (!written.Any())
        {
            context.Diagnostics.Error(member.Value.Location, $"\"phases\" of task \"{task}\" must be an object or an array with at least one phase.");
        }

        return [.. read];
    }

    private Phase? ReadPhase(string task, string name, SyntaxMember member)
    {
        if (member.Value is not SyntaxObject node)
        {
            context.Diagnostics.Error(member.Value.Location, $"Phase \"{name}\" must be an object, not {member.Value.Description}.");
            return null;
        }

        var reader = new ObjectReader(node, $"phase \"{name}\"", Keys.Phase, allowsEvents: true, context);
        long? loops = ReadLoop(reader, out bool loopsGiven);
        var phase = new Phase
        {
            Name = name,
            LoopCount = loopsGiven ? loops : 1,
            Scheduling = _scheduling.ReadPhase(reader),
            Cpus = ReadCpus(reader),
            MemoryNodes = ReadMemoryNodes(reader),
            TaskGroup = ReadTaskGroup(reader),
            Events = ReadEvents(task, reader, $"Phase \"{name}\"", member.Location),
        };
        return context.Located(phase, member.Location);
    }

    private ValueList<WorkloadEvent> ReadEvents(string task, ObjectReader reader, string owner, SourceLocation location)
    {
        if (reader.Events.Count == 0)
        {
            context.Diagnostics.Error(location, $"{owner} has no events; give it something to do, such as \"run\" or \"sleep\".");
        }

        var events = new EventReader(task, timers, context);
        return [.. reader.Events.Select(pair => events.Read(pair.Event, pair.Member)).OfType<WorkloadEvent>()];
    }

    /// <summary>A loop count, or null for ever.</summary>
    private long? ReadLoop(ObjectReader reader, out bool given)
    {
        long? loops = reader.Integer("loop", -1, int.MaxValue, "rounds, or -1 for ever");
        given = loops is not null;
        if (loops == 0)
        {
            context.Diagnostics.Error(reader.Find("loop")!.Value.Location, "\"loop\" is -1 for ever, or at least 1.");
        }

        return loops > 0 ? loops : null;
    }

    private ValueList<int> ReadCpus(ObjectReader reader)
    {
        ValueList<int> cpus = reader.Numbers("cpus", "CPUs") ?? [];
        if (cpus.Any(cpu => cpu >= context.Engine.CpuCount))
        {
            context.Diagnostics.Warning(reader.LocationOf("cpus"),
                $"{context.Engine.EngineName} has {context.Engine.CpuCount} CPUs, from 0; of {cpus} it uses those that exist, or all when none does.");
        }

        return cpus;
    }

    /// <summary>The tutorial writes membind_nodes where the program reads nodes_membind; both are taken.</summary>
    private static ValueList<int> ReadMemoryNodes(ObjectReader reader) =>
        reader.Numbers("nodes_membind", "memory nodes") ?? reader.Numbers("membind_nodes", "memory nodes") ?? [];

    private string? ReadTaskGroup(ObjectReader reader)
    {
        string? group = reader.Text("taskgroup", "the path of a group");
        if (group is not (null or "") && group[0] != '/')
        {
            context.Diagnostics.Error(reader.Find("taskgroup")!.Value.Location, $"\"taskgroup\" must begin with a slash; it is \"{group}\".");
        }

        return group is "" ? null : group;
    }
}
