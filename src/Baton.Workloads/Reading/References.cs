// Checks what tasks say about each other: that forked tasks exist, that barriers can fill, that somebody resumes whoever is
// suspended. What can never work is an error; what is probably a misspelling is a warning.

using Baton.Workloads.Model;

namespace Baton.Workloads.Reading;

internal sealed class References(Workload workload, ReadingContext context)
{
    private readonly (WorkloadTask Task, WorkloadEvent Event)[] _uses =
        [.. from task in workload.Tasks from phase in task.Phases from used in phase.Events select (task, used)];

    internal void Check()
    {
        CheckForks();
        CheckBarriers();
        CheckPartners<SuspendEvent, ResumeEvent>(suspend => suspend.Name, resume => resume.Name, "suspended as", "resumes");
        CheckPartners<ResumeEvent, SuspendEvent>(resume => resume.Name, suspend => suspend.Name, "resumed as", "is ever suspended as");
        CheckConditions();
    }

    private void CheckForks()
    {
        var forked = new HashSet<string>(StringComparer.Ordinal);
        foreach ((WorkloadTask task, WorkloadEvent used) in _uses)
        {
            if (used is not ForkEvent fork)
            {
                continue;
            }

            forked.Add(fork.Task);
            if (workload.FindTask(fork.Task) is null)
            {
                string? nearest = NearestName.Of(fork.Task, workload.Tasks.Select(known => known.Name));
                Error(used, $"Task \"{task.Name}\" forks \"{fork.Task}\", but there is no such task; the nearest is \"{nearest}\".");
            }
        }

        foreach (WorkloadTask idle in workload.Tasks.Where(task => task.InstanceCount == 0 && !forked.Contains(task.Name)))
        {
            context.Diagnostics.Warning(context.LocationOf(idle), $"Task \"{idle.Name}\" has 0 instances and is never forked, so it never runs.");
        }

        foreach ((WorkloadTask task, WorkloadEvent used) in _uses)
        {
            if (used is BarrierEvent { Barrier: var barrier } && forked.Contains(task.Name))
            {
                Error(used, $"Task \"{task.Name}\" is forked and uses barrier \"{barrier}\"; how many threads a barrier waits for must be known before the run.");
            }
        }
    }

    private void CheckBarriers()
    {
        foreach (IGrouping<string, (WorkloadTask Task, WorkloadEvent Event)> uses in _uses
            .Where(use => use.Event is BarrierEvent).GroupBy(use => ((BarrierEvent)use.Event).Barrier))
        {
            foreach (IGrouping<string, (WorkloadTask Task, WorkloadEvent Event)> byTask in uses.GroupBy(use => use.Task.Name))
            {
                foreach ((_, WorkloadEvent again) in byTask.Skip(1))
                {
                    Error(again, $"Task \"{byTask.Key}\" uses barrier \"{uses.Key}\" twice; a name is one meeting point, so use another.");
                }
            }

            if (uses.Select(use => use.Task).Distinct().Sum(task => task.InstanceCount) == 1)
            {
                Warning(uses.First().Event, $"Only one thread uses barrier \"{uses.Key}\", so nobody ever waits there.");
            }
        }
    }

    private void CheckConditions()
    {
        var waited = Names(used => used switch { WaitEvent wait => wait.Condition, SyncEvent sync => sync.Condition, _ => null });
        var signalled = Names(used => used switch
        {
            SignalEvent signal => signal.Condition,
            BroadcastEvent broadcast => broadcast.Condition,
            SyncEvent sync => sync.Condition,
            _ => null,
        });

        foreach ((_, WorkloadEvent used) in _uses)
        {
            switch (used)
            {
                case WaitEvent { Condition: var condition } when !signalled.Contains(condition):
                    Warning(used, $"Nobody ever signals condition \"{condition}\".");
                    break;
                case SignalEvent { Condition: var condition } when !waited.Contains(condition):
                    Warning(used, $"Nobody ever waits for condition \"{condition}\".");
                    break;
                case BroadcastEvent { Condition: var condition } when !waited.Contains(condition):
                    Warning(used, $"Nobody ever waits for condition \"{condition}\".");
                    break;
            }
        }
    }

    private void CheckPartners<TUse, TPartner>(Func<TUse, string> nameOf, Func<TPartner, string> partnerOf, string done, string missing)
        where TUse : WorkloadEvent
        where TPartner : WorkloadEvent
    {
        HashSet<string> partners = Names(used => used is TPartner partner ? partnerOf(partner) : null);
        foreach ((_, WorkloadEvent used) in _uses)
        {
            if (used is TUse use && !partners.Contains(nameOf(use)))
            {
                Warning(used, $"A thread is {done} \"{nameOf(use)}\", but nobody {missing} that name.");
            }
        }
    }

    private HashSet<string> Names(Func<WorkloadEvent, string?> nameOf) =>
        _uses.Select(use => nameOf(use.Event)).OfType<string>().ToHashSet(StringComparer.Ordinal);

    private void Error(WorkloadEvent at, string message) => context.Diagnostics.Error(context.LocationOf(at), message);

    private void Warning(WorkloadEvent at, string message) => context.Diagnostics.Warning(context.LocationOf(at), message);
}
