// The Meter named Baton. Names and units follow OpenTelemetry's rules, as System.Runtime's do.

using System.Diagnostics.Metrics;
using Baton.Scheduling.Hosting;

namespace Baton.Scheduling;

/// <summary>What the schedulers of a process tell those who measure.</summary>
internal static class BatonMeter
{
    /// <summary>What the meter is called.</summary>
    public const string Name = "Baton";

    private static readonly Meter Meter = new(Name);
    private static readonly List<WeakReference<ThreadHost>> Hosts = [];

    /// <summary>How often a worker began to run an owner on behalf of a fiber that waits.</summary>
    public static Counter<long> Donations { get; } = Meter.CreateCounter<long>(
        "baton.scheduler.donations", "{donation}", "Times that a worker ran the owner of a mutex in the place of a fiber that waited.");

    /// <summary>How long owners have run on behalf of others: inversion that would have lasted longer without.</summary>
    public static Counter<double> DonatedTime { get; } = Meter.CreateCounter<double>(
        "baton.scheduler.donated.time", "s", "Time that owners of mutexes have run in the place of fibers that waited.");

    /// <summary>How many mutexes a donation went through.</summary>
    public static Histogram<int> ChainLengths { get; } = Meter.CreateHistogram<int>(
        "baton.scheduler.chain.length", "{mutex}", "Mutexes between a fiber that waited and the owner that ran for it.");

    /// <summary>How often an owner gave the mutex to the fiber that it ran for.</summary>
    public static Counter<long> HandoffsToDonor { get; } = Meter.CreateCounter<long>(
        "baton.scheduler.handoffs_to_donor", "{handoff}", "Unlocks that gave the mutex to the fiber that the owner ran for.");

    /// <summary>How often a fiber moved to another worker to run there.</summary>
    public static Counter<long> Migrations { get; } = Meter.CreateCounter<long>(
        "baton.scheduler.migrations", "{migration}", "Moves of runnable fibers to another worker.");

    /// <summary>How often a fiber that waits moved to the worker of the owner.</summary>
    public static Counter<long> DonorMigrations { get; } = Meter.CreateCounter<long>(
        "baton.scheduler.donor_migrations", "{migration}", "Moves of waiting fibers to the worker of the owner they lend to.");

    /// <summary>How long fibers waited for mutexes.</summary>
    public static Histogram<double> MutexWaits { get; } = Meter.CreateHistogram<double>(
        "baton.scheduler.mutex.wait.duration", "s", "Time that fibers slept waiting for a mutex.");

    /// <summary>How many fibers were found waiting in a circle.</summary>
    public static Counter<long> Deadlocked { get; } = Meter.CreateCounter<long>(
        "baton.scheduler.deadlocked_fibers", "{fiber}", "Fibers found waiting for each other in a circle.");

    /// <summary>How many events were lost because they came faster than they could be counted.</summary>
    public static Counter<long> EventsLost { get; } = Meter.CreateCounter<long>(
        "baton.scheduler.events_lost", "{event}", "Events that the counters above miss, because too many came at once.");

    /// <summary>Whether somebody listens to what has to be collected from events.</summary>
    public static bool IsEnabled =>
        Donations.Enabled || DonatedTime.Enabled || ChainLengths.Enabled || HandoffsToDonor.Enabled || Migrations.Enabled
        || DonorMigrations.Enabled || MutexWaits.Enabled || Deadlocked.Enabled;

    static BatonMeter()
    {
        Meter.CreateObservableUpDownCounter("baton.scheduler.run_queue.length", () => Look(RunQueues), "{fiber}", "Fibers queued at a worker.");
        Meter.CreateObservableUpDownCounter("baton.scheduler.fibers", () => Look(host => [Measure(host.Registry.Count, host)]), "{fiber}", "Fibers that have not ended.");
        Meter.CreateObservableUpDownCounter("baton.scheduler.threads", () => Look(host => [Measure(host.ThreadCount, host)]), "{thread}", "Threads that run fibers.");
        Meter.CreateObservableUpDownCounter("baton.scheduler.threads.blocked", () => Look(host => [Measure(host.BlockedThreadCount, host)]), "{thread}", "Threads that wait with a fiber blocked in synchronous code.");
    }

    /// <summary>Has the scheduler observed for as long as it lives.</summary>
    public static void Add(ThreadHost host)
    {
        lock (Hosts)
        {
            Hosts.RemoveAll(reference => !reference.TryGetTarget(out _));
            Hosts.Add(new WeakReference<ThreadHost>(host));
        }
    }

    /// <summary>By what measurements say which scheduler they are of.</summary>
    public static KeyValuePair<string, object?> Tag(ThreadHost host) => new("baton.scheduler.name", host.Owner.Name);

    private static List<Measurement<int>> Look(Func<ThreadHost, IEnumerable<Measurement<int>>> look)
    {
        lock (Hosts)
        {
            var all = new List<Measurement<int>>();
            foreach (WeakReference<ThreadHost> reference in Hosts)
            {
                if (reference.TryGetTarget(out ThreadHost? host) && !host.IsStopped)
                {
                    all.AddRange(look(host));
                }
            }

            return all;
        }
    }

    private static List<Measurement<int>> RunQueues(ThreadHost host)
    {
        var lengths = new List<Measurement<int>>();
        foreach (Worker worker in host.Core.Workers)
        {
            lengths.Add(new(worker.Queue.Length, Tag(host), new("baton.scheduler.worker", worker.Index)));
        }

        return lengths;
    }

    private static Measurement<int> Measure(int value, ThreadHost host) => new(value, Tag(host));
}
