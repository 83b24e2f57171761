// What the engines differ in. The interpreter of the language (TaskThread) is written once, as asynchronous code; what
// executes it is an Executor, and where that comes from is a WorkloadHost:
//
//                      a thread of the workload        a mutex                     to sleep or wait
//
//      Os/             a thread of the system          any lock with two methods   blocks the thread
//      Fibers/         a fiber of a ProxyScheduler     a HandoffMutex              puts the fiber to sleep
//
// On a thread of the system every await of the interpreter finds its task completed, because the call before it has
// blocked; so the same code is synchronous there, from its first line to its last.

using Baton.Workloads.Execution.Measures;
using Baton.Workloads.Model;

namespace Baton.Workloads.Execution;

/// <summary>Where a run takes place: makes what its threads and its mutexes are made of.</summary>
internal abstract class WorkloadHost : IDisposable
{
    internal abstract WorkloadMutex NewMutex(string name, int index);

    /// <summary>Makes what executes one thread of a task; it starts when it is told to.</summary>
    internal abstract Executor NewExecutor(WorkloadTask task, string name);

    /// <summary>Keeps what happens, if that is wanted and can be known.</summary>
    internal virtual Fibers.RunRecorder? Recorder => null;

    /// <summary>How many CPUs the host has.</summary>
    internal virtual int CpuCount => Environment.ProcessorCount;

    /// <summary>Ends all sleep; called when the run is over. Threads that look at the stop signal by themselves need no help.</summary>
    internal virtual void WakeSleepers()
    {
    }

    /// <summary>Returns when the times of threads that have ended are booked in full.</summary>
    internal virtual void Settle()
    {
    }

    public abstract void Dispose();
}

/// <summary>Executes one thread of a task. What it is asked to do it does for that thread, and by that thread it is asked.</summary>
internal abstract class Executor
{
    /// <summary>How long others ran on the thread's behalf and it on theirs; null where there is no such thing. Read after its end.</summary>
    internal virtual LendingMeasure? Lending => null;

    /// <summary>Counts the work that is done where the thread executes; null where that may be any of several CPUs. Read by the thread.</summary>
    internal virtual WorkTally? Tally => null;

    /// <summary>Begins to execute the thread.</summary>
    internal abstract void Start(Func<Task> body);

    /// <summary>Waits for the thread's end, from outside; false when it has not come in time.</summary>
    internal abstract bool Join(TimeSpan timeout);

    /// <summary>Gets the thread out of a lock that knows nothing of cancellation, from outside.</summary>
    internal virtual void Interrupt()
    {
    }

    /// <summary>
    /// An interrupt that came while the thread did not wait would strike at its next wait, in the middle of tidying up. It
    /// has done its work: the thread is leaving.
    /// </summary>
    internal virtual void ForgetInterrupt()
    {
    }

    /// <summary>Moves the thread to the CPUs, or to all for an empty list; otherwise says why not.</summary>
    internal abstract string? SetCpus(ValueList<int> cpus);

    /// <summary>Gives the thread a policy; otherwise says why not.</summary>
    internal abstract string? SetPolicy(SchedulingParameters scheduling);

    /// <summary>Clamps the thread's utilization; otherwise says why not.</summary>
    internal virtual string? SetUtilization(int? min, int? max) => null;

    /// <summary>Sleeps until a moment, or until the run is over.</summary>
    internal abstract ValueTask SleepUntil(long moment);

    /// <summary>Gives up the CPU.</summary>
    internal abstract ValueTask Yield();

    /// <summary>Makes a place in which the thread can wait once.</summary>
    internal abstract Waiter NewWaiter();
}
