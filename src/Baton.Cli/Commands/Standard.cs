using Baton.Rivals;

namespace Baton.Cli.Commands;

/// <summary>The locks that a command compares when none are named.</summary>
internal static class Standard
{
    public static IReadOnlyList<Rival> ThreadLocks { get; } =
        [RivalCatalog.Handoff, RivalCatalog.Lock, RivalCatalog.Monitor, RivalCatalog.Semaphore];

    public static IReadOnlyList<Rival> AsyncLocks { get; } =
        [RivalCatalog.Handoff, RivalCatalog.Semaphore, RivalCatalog.DotNext];
}
