using Baton.Workloads.Execution.Measures;
using Baton.Workloads.Model;

namespace Baton.Workloads.Execution.Os;

/// <summary>Executes a thread of a task on a thread of the operating system. All waiting blocks it.</summary>
internal sealed class OsThreadExecutor(Func<int, WorkTally> tallyOf, string name, StopSignal stop) : Executor
{
    private const int StackBytes = 256 * 1024;

    private Thread? _thread;
    private ulong[] _allowed = [];
    private WorkTally? _tally;

    internal override WorkTally? Tally => _tally;

    internal override void Start(Func<Task> body)
    {
        _thread = new Thread(() => Live(body), StackBytes) { IsBackground = true, Name = name };
        _thread.Start();
    }

    internal override bool Join(TimeSpan timeout) => _thread!.Join(timeout);

    internal override void Interrupt() => _thread!.Interrupt();

    internal override void ForgetInterrupt()
    {
        try
        {
            Thread.Sleep(0);
        }
        catch (ThreadInterruptedException)
        {
            // Forgotten.
        }
    }

    internal override string? SetCpus(ValueList<int> cpus)
    {
        string? refused = OsThread.SetAffinity(cpus, _allowed);
        _tally = refused is null && cpus.Count == 1 ? tallyOf(cpus[0]) : null;
        return refused;
    }

    internal override string? SetPolicy(SchedulingParameters scheduling) =>
        OsThread.SetPolicy(scheduling) is { } refused ? $"{refused}. Real time and negative nice values need root or CAP_SYS_NICE" : null;

    internal override string? SetUtilization(int? min, int? max) => OsThread.SetUtilization(min, max);

    internal override ValueTask SleepUntil(long moment)
    {
        OsThread.SleepUntil(moment, stop);
        return default;
    }

    internal override ValueTask Yield()
    {
        Thread.Yield();
        return default;
    }

    internal override Waiter NewWaiter() => new ThreadWaiter();

    private void Live(Func<Task> body)
    {
        // Which CPUs there are, before anything is changed.
        _allowed = OsThread.AllowedCpus();
        body().GetAwaiter().GetResult();
    }

    /// <summary>Blocks a thread until it is woken.</summary>
    private sealed class ThreadWaiter : Waiter
    {
        private readonly object _monitor = new();
        private long _wokenAt;

        internal override ValueTask<long> Await()
        {
            lock (_monitor)
            {
                while (_wokenAt == 0)
                {
                    Monitor.Wait(_monitor);
                }

                return ValueTask.FromResult(_wokenAt);
            }
        }

        internal override void Wake()
        {
            lock (_monitor)
            {
                _wokenAt = MonotonicClock.Now;
                Monitor.Pulse(_monitor);
            }
        }
    }
}
