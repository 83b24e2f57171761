// Finds threads that wait for each other's mutexes in a cycle, from outside and while the others run.
//
// What a thread waits for and who holds a mutex are read one after another and may change in between. So everything is read
// twice, and only waits that began at the same time in both readings count. Such a thread did nothing but wait from the first
// reading to the second; what it held at one moment in between it held all the time. A cycle of such threads is a deadlock.

namespace Baton.Workloads.Execution;

internal static class Deadlocks
{
    private readonly record struct Wait(string Mutex, long Since, string Holder);

    /// <summary>A sentence for each cycle, the same whenever the cycle is seen.</summary>
    internal static IEnumerable<string> Describe(IReadOnlyList<TaskThread> threads)
    {
        Dictionary<string, Wait> waits = Read(threads);
        if (waits.Count < 2)
        {
            return [];
        }

        Dictionary<string, Wait> again = Read(threads);
        foreach (string thread in waits.Keys.Where(thread => !again.TryGetValue(thread, out Wait wait) || wait != waits[thread]).ToArray())
        {
            waits.Remove(thread);
        }

        return waits.Keys.Order(StringComparer.Ordinal).Select(thread => CycleFrom(thread, waits)).OfType<string>().Distinct();
    }

    private static Dictionary<string, Wait> Read(IReadOnlyList<TaskThread> threads)
    {
        var waits = new Dictionary<string, Wait>(StringComparer.Ordinal);
        foreach (TaskThread thread in threads)
        {
            if (thread.Locks.CurrentWait is { } wait && wait.Mutex.Holder is { } holder)
            {
                waits.Add(thread.Name, new Wait(wait.Mutex.Name, wait.Since, holder));
            }
        }

        return waits;
    }

    /// <summary>Follows waits from a thread; a sentence if they lead back to it and it is the first of its cycle by name.</summary>
    private static string? CycleFrom(string first, Dictionary<string, Wait> waits)
    {
        var links = new List<string>();
        string thread = first;
        do
        {
            // The walk leaves the waiting threads, or runs into a cycle that does not contain the first, which it meets again
            // within as many steps as there are waits.
            if (!waits.TryGetValue(thread, out Wait wait) || links.Count == waits.Count || string.CompareOrdinal(thread, first) < 0)
            {
                return null;
            }

            links.Add($"waits for \"{wait.Mutex}\", held by \"{wait.Holder}\"");
            thread = wait.Holder;
        }
        while (thread != first);

        return $"Deadlock: \"{first}\" {string.Join(", which ", links)}. Take mutexes in one order everywhere.";
    }
}
