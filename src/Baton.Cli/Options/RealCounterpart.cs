using Baton.Rivals;
using Baton.Simulator;

namespace Baton.Cli.Options;

/// <summary>What comes nearest to a simulation among real runs.</summary>
internal static class RealCounterpart
{
    /// <summary>The real run of a simulated machine, on what <c>--on</c> of <c>baton run</c> calls so; null if there is none.</summary>
    /// <remarks>Threads of the system have the kernel's mutexes and no proxy execution; Baton's scheduler has its own mutexes,
    /// and no inheritance.</remarks>
    public static RunVariant? Of(string on, SimulationOptions simulated) => (on, simulated.Support, simulated.Lock) switch
    {
        (RunVariant.Threads, OwnerSupport.None, LockKind.Handoff) => RunVariant.OnThreads(RivalCatalog.Posix),
        (RunVariant.Threads, OwnerSupport.Inheritance, LockKind.Handoff) => RunVariant.OnThreads(RivalCatalog.PosixInheriting),
        (RunVariant.Baton, OwnerSupport.None, LockKind.Handoff) => RunVariant.OnBaton(ProxyExecution.Off, simulated.Processors),
        (RunVariant.Baton, OwnerSupport.Proxy, LockKind.Handoff) => RunVariant.OnBaton(ProxyExecution.On, simulated.Processors),
        _ => null,
    };
}
