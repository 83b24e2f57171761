using Baton.Workloads.Model;
using Microsoft.Win32.SafeHandles;

namespace Baton.Workloads.Execution;

/// <summary>What the threads of a run share, made once from the model before any of them starts.</summary>
internal sealed class RunResources : IDisposable
{
    private readonly Dictionary<string, WorkloadMutex> _mutexes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WaitQueue> _conditions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WaitQueue> _suspensions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MeetingPoint> _barriers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WorkloadTimer> _timers = new(StringComparer.Ordinal);
    private readonly Lock _ioGate = new();
    private readonly string _ioDevice;
    private SafeFileHandle? _io;
    private long _ioOffset;

    internal RunResources(Workload workload, WorkloadHost host, StopSignal stop)
    {
        _ioDevice = workload.Global.IoDevice;
        foreach (Resource resource in workload.Resources)
        {
            switch (resource.Kind)
            {
                case ResourceKind.Mutex:
                    _mutexes.Add(resource.Name, host.NewMutex(resource.Name, _mutexes.Count));
                    break;
                case ResourceKind.Condition:
                    _conditions.Add(resource.Name, new WaitQueue(stop));
                    break;
                case ResourceKind.Timer:
                    _timers.Add(resource.Name, new WorkloadTimer());
                    break;
            }
        }

        foreach ((WorkloadTask task, WorkloadEvent used) in
            from task in workload.Tasks from phase in task.Phases from used in phase.Events select (task, used))
        {
            switch (used)
            {
                case SuspendEvent { Name: var name }:
                    _suspensions.TryAdd(name, new WaitQueue(stop));
                    break;
                case ResumeEvent { Name: var name }:
                    _suspensions.TryAdd(name, new WaitQueue(stop));
                    break;
                case BarrierEvent { Barrier: var name }:
                    _barriers.TryAdd(name, new MeetingPoint(PartyCount(workload, name), stop));
                    break;
            }
        }
    }

    /// <summary>The mutexes by name.</summary>
    internal IReadOnlyCollection<WorkloadMutex> Mutexes => _mutexes.Values;

    internal WorkloadMutex Mutex(string name) => _mutexes[name];

    internal WaitQueue Condition(string name) => _conditions[name];

    internal WaitQueue Suspension(string name) => _suspensions[name];

    internal MeetingPoint Barrier(string name) => _barriers[name];

    internal WorkloadTimer Timer(string name) => _timers[name];

    /// <summary>Wakes every thread that waits for another; called when the run is over.</summary>
    internal void WakeEverybody()
    {
        foreach (WaitQueue queue in _conditions.Values.Concat(_suspensions.Values).Concat(_barriers.Values.Select(barrier => barrier.Queue)))
        {
            queue.WakeAll();
        }
    }

    /// <summary>Appends to the device that all threads share.</summary>
    internal void WriteToDevice(ReadOnlySpan<byte> bytes)
    {
        SafeFileHandle handle;
        lock (_ioGate)
        {
            handle = _io ??= File.OpenHandle(_ioDevice, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        }

        RandomAccess.Write(handle, bytes, Interlocked.Add(ref _ioOffset, bytes.Length) - bytes.Length);
    }

    public void Dispose() => _io?.Dispose();

    private static int PartyCount(Workload workload, string barrier) =>
        workload.Tasks.Where(task => task.Phases.Any(phase => phase.Events.Contains(new BarrierEvent(barrier)))).Sum(task => task.InstanceCount);
}
