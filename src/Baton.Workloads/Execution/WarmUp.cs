// Runs the engine and the lock once before it counts.
//
// .NET compiles a method when it is first called. Without a rehearsal the first rounds of every task would contain the
// compiler, which takes milliseconds, often enough to be the longest wait of the whole run; and with real-time policies the
// compiler's work would itself invert priorities.

using Baton.Workloads.Model;

namespace Baton.Workloads.Execution;

internal static class WarmUp
{
    /// <summary>What the extra lock is called when the factory is asked for it.</summary>
    internal const string LockName = "warm-up";

    // Every kind of event that a lock or a wait can make slow, contended, for some ten milliseconds. The consumer holds the
    // mutex until it waits, so that the producer's signal finds it.
    private const string Text = """
        { "global" : { "log_size" : "disable" },
          "tasks" : {
            "contender" : { "instance" : 3, "loop" : 150, "lock" : "warm-up", "run" : 5, "unlock" : "warm-up", "runtime" : 2,
              "sleep" : 5, "timer" : { "ref" : "unique", "period" : 20 }, "mem" : 64, "yield" : "" },
            "consumer" : { "loop" : 30, "lock" : "warm-up", "barrier" : "ready",
              "wait" : { "ref" : "go", "mutex" : "warm-up" }, "unlock" : "warm-up" },
            "producer" : { "loop" : 30, "barrier" : "ready", "lock" : "warm-up", "signal" : "go", "unlock" : "warm-up" } } }
        """;

    /// <summary>More time than the rehearsal needs; a lock that hangs should hang in the run, where it is reported.</summary>
    private static readonly TimeSpan DurationMax = TimeSpan.FromSeconds(2);

    private static readonly Workload Rehearsal = WorkloadReader.Read(Text, LockName).Workload;

    /// <summary>Runs the rehearsal on a host of its own.</summary>
    internal static void Run(BusyLoop work, Func<WorkloadRun, WorkloadHost> newHost)
    {
        using var run = new WorkloadRun(Rehearsal, work, newHost);
        run.Start(DurationMax);
        run.WaitForEnd(progress: null);
        run.Join();
    }
}
