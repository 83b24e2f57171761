using Baton.Rivals;

namespace Baton.Cli.Commands;

/// <summary>The locks that a command compares when none are named.</summary>
internal static class Standard
{
    public static IReadOnlyList<Rival> ThreadLocks { get; } =
        [RivalCatalog.Handoff, RivalCatalog.Lock, RivalCatalog.Monitor, RivalCatalog.Semaphore];

    public static IReadOnlyList<Rival> AsyncLocks { get; } =
        [RivalCatalog.Handoff, RivalCatalog.Semaphore, RivalCatalog.DotNext];

    public static IReadOnlyList<Rival> AllForThreads { get; } = [.. RivalCatalog.All.Where(rival => rival.HasThreadFace)];

    public static IReadOnlyList<Rival> AllForAsync { get; } = [.. RivalCatalog.All.Where(rival => rival.HasAsyncFace)];
}
