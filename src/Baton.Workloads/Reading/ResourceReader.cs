using Baton.Workloads.Model;
using Baton.Workloads.Syntax;

namespace Baton.Workloads.Reading;

/// <summary>Finds out what the tasks share: what the file declares, and what events create by naming it.</summary>
internal sealed class ResourceReader(ReadingContext context)
{
    private static readonly Dictionary<string, ResourceKind?> Kinds = new(StringComparer.Ordinal)
    {
        ["mutex"] = ResourceKind.Mutex,
        ["wait"] = ResourceKind.Condition,
        ["timer"] = ResourceKind.Timer,
        ["barrier"] = ResourceKind.Barrier,

        // Kinds of old rt-app versions that stand for an event and not for something shared.
        ["signal"] = ResourceKind.Condition,
        ["broadcast"] = ResourceKind.Condition,
        ["sync"] = ResourceKind.Condition,
        ["sleep"] = null,
        ["run"] = null,
    };

    internal ValueList<Resource> Read(SyntaxNode? declared, IEnumerable<WorkloadTask> tasks)
    {
        var resources = new HashSet<Resource>();
        switch (declared)
        {
            case null:
                break;
            case SyntaxObject node:
                foreach (SyntaxMember member in node.Members)
                {
                    Declare(member, resources);
                }

                break;
            case SyntaxNumber:
                context.Diagnostics.Warning(declared.Location, "A number of resources has no effect; resources are created by use.");
                break;
            default:
                context.Diagnostics.Error(declared.Location, $"\"resources\" takes an object, not {declared.Description}.");
                break;
        }

        foreach (WorkloadEvent used in tasks.SelectMany(task => task.Phases).SelectMany(phase => phase.Events))
        {
            resources.UnionWith(UsedBy(used));
        }

        return [.. resources.OrderBy(resource => resource.Kind).ThenBy(resource => resource.Name, StringComparer.Ordinal)];
    }

    private void Declare(SyntaxMember member, HashSet<Resource> resources)
    {
        if (member.Value is not SyntaxObject node)
        {
            context.Diagnostics.Error(member.Value.Location,
                $"Resource \"{member.Key}\" takes an object such as {{ \"type\" : \"mutex\" }}, not {member.Value.Description}.");
            return;
        }

        var reader = new ObjectReader(node, $"resource \"{member.Key}\"", Keys.Resource, allowsEvents: false, context);
        string type = reader.Text("type", "the kind of a resource") ?? "mutex";
        if (!Kinds.TryGetValue(type, out ResourceKind? kind))
        {
            context.Diagnostics.Error(reader.LocationOf("type"),
                $"\"{type}\" is not a kind of resource; the nearest is \"{NearestName.Of(type, Kinds.Keys)}\".");
        }
        else if (kind is { } shared)
        {
            resources.Add(new Resource(shared, member.Key));
        }
    }

    /// <summary>What an event creates by naming it.</summary>
    internal static IEnumerable<Resource> UsedBy(WorkloadEvent used) => used switch
    {
        LockEvent { Mutex: var mutex } => [new(ResourceKind.Mutex, mutex)],
        UnlockEvent { Mutex: var mutex } => [new(ResourceKind.Mutex, mutex)],
        WaitEvent wait => [new(ResourceKind.Mutex, wait.Mutex), new(ResourceKind.Condition, wait.Condition)],
        SyncEvent sync => [new(ResourceKind.Mutex, sync.Mutex), new(ResourceKind.Condition, sync.Condition)],
        SignalEvent { Condition: var condition } => [new(ResourceKind.Condition, condition)],
        BroadcastEvent { Condition: var condition } => [new(ResourceKind.Condition, condition)],
        BarrierEvent { Barrier: var barrier } => [new(ResourceKind.Barrier, barrier)],
        TimerEvent { IsUnique: false, Timer: var timer } => [new(ResourceKind.Timer, timer)],
        _ => [],
    };
}
