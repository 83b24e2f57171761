// The scheduler as a TaskScheduler. A task becomes a fiber rather than one job among others of a fiber, so that it has an
// identity: it can block without stopping others, wait as a donor, and own. What the task awaits comes home to the fiber by
// its SynchronizationContext, which the runtime prefers to the TaskScheduler; so an async method that was started here is
// one fiber for all its life, although the task that was queued ends at its first await and the rest is posted.

using Baton.Scheduling.Classes;
using Baton.Scheduling.Hosting;

namespace Baton;

/// <summary>Runs tasks as fibers of one policy.</summary>
internal sealed class FiberTaskScheduler(ProxyScheduler scheduler, SchedulingPolicy policy) : TaskScheduler
{
    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => scheduler.WorkerCount;

    /// <inheritdoc/>
    protected override void QueueTask(Task task) => scheduler.Begin(new TaskFiber(scheduler.Host, policy, this, task));

    /// <summary>Runs a task in the place of the caller, if the caller is a fiber of the same standing.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued
        && Fiber.Current is { } fiber
        && ReferenceEquals(fiber.Scheduler, scheduler.Host.Core)
        && fiber.Policy == policy
        && TryExecuteTask(task);

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() =>
        scheduler.Host.Registry.ToList().OfType<TaskFiber>().Where(fiber => fiber.IsOf(this)).Select(fiber => fiber.Task);

    /// <summary>A fiber whose body is a task.</summary>
    private sealed class TaskFiber(ThreadHost host, SchedulingPolicy policy, FiberTaskScheduler owner, Task task)
        : Fiber(host, SchedulingEntity.For(policy), NoBody, options: null)
    {
        private static readonly Action NoBody = static () => { };

        public Task Task => task;

        public bool IsOf(FiberTaskScheduler scheduler) => ReferenceEquals(scheduler, owner);

        // The task keeps its result and its exception, and has captured its own ambient state. If its result is the rest of
        // an async method, the fiber lives as long as that.
        internal override Task? Call(Delegate body)
        {
            owner.TryExecuteTask(task);
            return task is Task<Task> { IsCompletedSuccessfully: true, Result: { } rest } ? rest : Task.CompletedTask;
        }
    }
}
