// Who runs for whom and who waits for what, for people: to print when something hangs, and to look at in a debugger. It is
// taken without stopping anybody, so two of its lines may be of different moments.

using System.Globalization;
using System.Text;
using Baton.Scheduling;
using Baton.Scheduling.Hosting;

namespace Baton;

/// <summary>What a <see cref="ProxyScheduler"/> was doing at about one moment. Printable.</summary>
public sealed class SchedulerSnapshot
{
    private SchedulerSnapshot(string name, int threadCount, int blockedThreadCount, IReadOnlyList<WorkerSnapshot> workers, IReadOnlyList<FiberSnapshot> fibers)
    {
        Name = name;
        ThreadCount = threadCount;
        BlockedThreadCount = blockedThreadCount;
        Workers = workers;
        Fibers = fibers;
    }

    /// <summary>The scheduler's name.</summary>
    public string Name { get; }

    /// <summary>How many threads it had.</summary>
    public int ThreadCount { get; }

    /// <summary>How many of them waited with a fiber that was blocked in synchronous code.</summary>
    public int BlockedThreadCount { get; }

    /// <summary>The workers, by index.</summary>
    public IReadOnlyList<WorkerSnapshot> Workers { get; }

    /// <summary>The fibers that had not ended.</summary>
    public IReadOnlyList<FiberSnapshot> Fibers { get; }

    /// <summary>A line for each worker, and one for each fiber.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Name}: {Fibers.Count} fibers, {ThreadCount} threads, {BlockedThreadCount} of them blocked");
        foreach (WorkerSnapshot worker in Workers)
        {
            text.AppendLine().Append("  ").Append(worker);
        }

        foreach (FiberSnapshot fiber in Fibers)
        {
            text.AppendLine().Append("  ").Append(fiber);
        }

        return text.ToString();
    }

    /// <summary>Looks at a scheduler.</summary>
    internal static SchedulerSnapshot Of(ThreadHost host)
    {
        var workers = new List<WorkerSnapshot>();
        foreach (Worker worker in host.Core.Workers)
        {
            FiberCore? runs = worker.Current;
            FiberCore? donor = worker.Donor;
            workers.Add(new WorkerSnapshot(
                worker.Index,
                runs?.DisplayName,
                runs is null || ReferenceEquals(donor, runs) ? null : donor?.DisplayName,
                worker.Queue.Length));
        }

        var fibers = new List<FiberSnapshot>();
        foreach (Fiber fiber in host.Registry.ToList())
        {
            fibers.Add(FiberSnapshot.Of(fiber, host.Core.Fibers));
        }

        return new SchedulerSnapshot(host.Owner.Name, host.ThreadCount, host.BlockedThreadCount, workers, fibers);
    }
}

/// <summary>What one worker was doing.</summary>
/// <param name="Index">Which worker.</param>
/// <param name="Runs">The fiber whose code ran; null if it was idle.</param>
/// <param name="OnBehalfOf">The fiber that lent its place for that; null if the fiber ran on its own account.</param>
/// <param name="QueueLength">How many fibers were queued, this one and those that lend included.</param>
public sealed record WorkerSnapshot(int Index, string? Runs, string? OnBehalfOf, int QueueLength)
{
    /// <summary>One line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"worker {Index}: {(Runs is null ? "idle" : $"runs {Runs}")}{(OnBehalfOf is null ? "" : $" on behalf of {OnBehalfOf}")}, {QueueLength} queued");
}

/// <summary>What a fiber was doing.</summary>
public enum FiberState
{
    /// <summary>Its code ran.</summary>
    Running,

    /// <summary>It waited for its turn.</summary>
    Runnable,

    /// <summary>It waited for a mutex.</summary>
    WaitsForMutex,

    /// <summary>It waited for something else: a timer, a task, a post.</summary>
    Asleep,
}

/// <summary>What one fiber was doing.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Policy">Its policy.</param>
/// <param name="State">What it did.</param>
/// <param name="Worker">The index of the worker where it was queued, or was last; −1 if it was nowhere yet.</param>
/// <param name="WaitsForOwner">If it waited for a mutex: the fiber that owned it; null if that was no fiber.</param>
/// <param name="Lends">Whether it waited for a mutex and lent its place meanwhile.</param>
/// <param name="Executed">How long its code has run.</param>
/// <param name="Lent">How long others have run on its behalf.</param>
/// <param name="Borrowed">How much of <paramref name="Executed"/> was on behalf of others.</param>
public sealed record FiberSnapshot(
    string Name,
    SchedulingPolicy Policy,
    FiberState State,
    int Worker,
    string? WaitsForOwner,
    bool Lends,
    TimeSpan Executed,
    TimeSpan Lent,
    TimeSpan Borrowed)
{
    /// <summary>One line.</summary>
    public override string ToString()
    {
        string doing = State switch
        {
            FiberState.Running => $"runs on worker {Worker}",
            FiberState.Runnable => $"waits for worker {Worker}",
            FiberState.WaitsForMutex => $"waits for a mutex of {WaitsForOwner ?? "somebody who is no fiber"}{(Lends ? $", lends its place on worker {Worker}" : "")}",
            _ => "asleep",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Name} ({Policy}): {doing}; ran {Executed.TotalMilliseconds:0.0} ms, {Borrowed.TotalMilliseconds:0.0} of them borrowed, lent {Lent.TotalMilliseconds:0.0} ms");
    }

    internal static FiberSnapshot Of(Fiber fiber, FiberTable table)
    {
        Worker? worker = fiber.Worker;
        MutexCore? mutex = fiber.BlockedOn;
        FiberState state = ReferenceEquals(worker?.Current, fiber) ? FiberState.Running
            : mutex is not null && fiber.IsBlocked ? FiberState.WaitsForMutex
            : fiber.IsAsleep ? FiberState.Asleep
            : FiberState.Runnable;
        return new FiberSnapshot(
            fiber.Name,
            fiber.Policy,
            state,
            worker?.Index ?? -1,
            state == FiberState.WaitsForMutex && mutex!.State.Owner is var owner && owner != 0 ? table.Find(owner)?.DisplayName : null,
            state == FiberState.WaitsForMutex && fiber.Queueing == Queueing.Queued,
            ToTimeSpan(fiber.Times.Executed),
            ToTimeSpan(fiber.Times.Lent),
            ToTimeSpan(fiber.Times.Borrowed));
    }

    private static TimeSpan ToTimeSpan(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
