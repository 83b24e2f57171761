// Checks that each task takes and leaves its mutexes in order, by walking its events as the task will.
//
// There are no branches in the language, so the walk is exact. A body that is repeated is walked twice: what the body does
// to a mutex is decided by the last event that names it, hence the set of held mutexes after the second round is the one
// after the first, and a third round would find nothing new.

using Baton.Workloads.Model;

namespace Baton.Workloads.Reading;

internal sealed class LockDiscipline(ReadingContext context)
{
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);

    // Mutexes that were complained about. After the first error about one, the rest would be guesses.
    private readonly HashSet<string> _misused = new(StringComparer.Ordinal);
    private string _task = "";

    internal void Check(WorkloadTask task)
    {
        _held.Clear();
        _misused.Clear();
        _task = task.Name;
        for (int round = 0; round < RoundCount(task.LoopCount); round++)
        {
            foreach (Phase phase in task.Phases)
            {
                for (int phaseRound = 0; phaseRound < RoundCount(phase.LoopCount); phaseRound++)
                {
                    foreach (WorkloadEvent next in phase.Events)
                    {
                        Check(next);
                    }
                }
            }
        }

        foreach (string mutex in _held)
        {
            Complain(task, mutex, $"Task \"{_task}\" ends while it holds \"{mutex}\"; add an \"unlock\".");
        }
    }

    private static int RoundCount(long? loops) => loops == 1 ? 1 : 2;

    private void Check(WorkloadEvent next)
    {
        switch (next)
        {
            case LockEvent { Mutex: var mutex } when !_held.Add(mutex):
                Complain(next, mutex, $"Task \"{_task}\" locks \"{mutex}\" while it holds it already, and would wait for itself for ever.");
                break;
            case UnlockEvent { Mutex: var mutex } when !_held.Remove(mutex):
                Complain(next, mutex, $"Task \"{_task}\" unlocks \"{mutex}\", which it does not hold here.");
                break;
            case WaitEvent { Mutex: var mutex } when !_held.Contains(mutex):
                Complain(next, mutex, $"Task \"{_task}\" waits with mutex \"{mutex}\", which it does not hold here; lock it first.");
                break;
        }
    }

    private void Complain(object at, string mutex, string message)
    {
        if (_misused.Add(mutex))
        {
            context.Diagnostics.Error(context.LocationOf(at), message);
        }
    }
}
