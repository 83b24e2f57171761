using Baton.Workloads.Model;
using OsThread = Baton.Workloads.Execution.Os.OsThread;

namespace Baton.Simulator.Calibration;

/// <summary>Threads that measure: bound to a processor, and with a real-time policy where the system allows it, so that what
/// is measured is the machine and not its other users.</summary>
internal sealed class ProbeThreads
{
    private readonly ulong[] _allowed = OsThread.AllowedCpus();

    /// <summary>Whether all that asked for a real-time policy got it.</summary>
    public bool AreRealTime { get; private set; } = true;

    /// <summary>Starts a thread.</summary>
    /// <param name="cpu">Where it runs.</param>
    /// <param name="priority">Of SCHED_FIFO; 0 for no real-time policy.</param>
    /// <param name="body">What it does.</param>
    public Thread Start(int cpu, int priority, Action body)
    {
        var thread = new Thread(() =>
        {
            MoveTo(cpu);
            if (priority > 0 && OsThread.SetPolicy(new SchedulingParameters { Policy = WorkloadPolicy.Fifo, Priority = priority }) is not null)
            {
                AreRealTime = false;
            }

            body();
        })
        { IsBackground = true, Name = "calibration" };
        thread.Start();
        return thread;
    }

    /// <summary>Does something on a thread of its own, and waits for its end.</summary>
    public void Run(int cpu, int priority, Action body) => Start(cpu, priority, body).Join();

    /// <summary>Moves the calling thread.</summary>
    public void MoveTo(int cpu) => OsThread.SetAffinity([cpu], _allowed);
}
