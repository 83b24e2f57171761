using Baton.Rivals;
using Baton.Workloads.Execution;

namespace Baton.Cli.Commands;

/// <summary>Runs workloads against a rival: one of the locks that the other commands compare.</summary>
internal sealed class RivalWorkloadLock<TRival>(TRival rival) : IWorkloadLock
    where TRival : struct, IThreadRival<TRival>
{
    // Boxed once, here; a workload's sections are microseconds long, and a call through an interface does not show.
    private readonly ICancellableRival? _cancellable = rival as ICancellableRival;

    public void Enter(CancellationToken stop)
    {
        if (_cancellable is null)
            rival.Enter();
        else
            _cancellable.Enter(stop);
    }

    public void Exit() => rival.Exit();
}

/// <summary>Makes a workload's locks out of a rival.</summary>
internal sealed class RivalWorkloadLocks : IThreadUse<Func<string, IWorkloadLock>>
{
    public Func<string, IWorkloadLock> Use<TRival>()
        where TRival : struct, IThreadRival<TRival> => _ => new RivalWorkloadLock<TRival>(TRival.Create());
}
