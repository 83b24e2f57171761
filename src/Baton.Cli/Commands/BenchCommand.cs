using System.CommandLine;

namespace Baton.Cli.Commands;

/// <summary><c>baton bench</c>: one question about locks a subcommand.</summary>
internal static class BenchCommand
{
    public static Command Create(Terminal terminal) => new("bench", "Answers one question about locks with a table of ratios.")
    {
        UncontendedCommand.Create(terminal),
        HogCommand.Create(terminal),
        AsyncCommand.Create(terminal),
        MemoryCommand.Create(terminal),
        FibersCommand.Create(terminal),
        ChainsCommand.Create(terminal),
        LockSetsCommand.Create(terminal),
        InversionCommand.Create(terminal),
    };
}
