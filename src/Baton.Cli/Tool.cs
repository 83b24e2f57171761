// The root of the command tree, and the rules that hold for every command: bad input is one sentence on standard error
// and exit code 2; Ctrl-C ends the measurement, prints what is known so far, and exits with 130.

using System.CommandLine;
using Baton.Cli.Commands;
using Baton.Measures;

namespace Baton.Cli;

/// <summary>The command line of the tool.</summary>
internal static class Tool
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int BadInput = 2;
    public const int Interrupted = 130;

    // After Ctrl-C a command still has to let its threads leave the lock and to print its tables.
    private static readonly TimeSpan TimeToEndCleanly = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken = default)
    {
        ParseResult parsed = NewRoot(terminal).Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0)
        {
            string command = string.Join(' ', CommandPath(parsed.CommandResult.Command));
            terminal.Say($"baton: {WhatIsWrong(parsed)} See '{command} --help'.");
            return BadInput;
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                Output = terminal.Out.Profile.Out.Writer,
                Error = terminal.Error.Profile.Out.Writer,
                ProcessTerminationTimeout = TimeToEndCleanly,
            };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (BadInputException badInput)
        {
            terminal.Say($"baton: {badInput.Message}");
            return BadInput;
        }
        catch (Exception failure) when (failure is LockStuckException or MeasurementFailedException)
        {
            terminal.Say($"baton: {failure.Message}");
            return Failure;
        }
    }

    private static RootCommand NewRoot(Terminal terminal) =>
        new("Shows what an exclusive lock is worth: throughput, fairness, and the wait of the unluckiest caller.")
        {
            DemoCommand.Create(terminal),
            CompareCommand.Create(terminal),
            BenchCommand.Create(terminal),
            RunCommand.Create(terminal),
            SimulateCommand.Create(terminal),
            CalibrateCommand.Create(terminal),
            CompareRealCommand.Create(terminal),
            CheckCommand.Create(terminal),
            ReplayCommand.Create(terminal),
        };

    // The parser would first of all miss the command that it did not recognise.
    private static string WhatIsWrong(ParseResult parsed) => parsed switch
    {
        { UnmatchedTokens: [var token, ..], CommandResult.Command.Subcommands: [_, ..] commands } =>
            $"There is no command '{token}'; there are {string.Join(", ", commands.Select(each => each.Name))}.",
        { UnmatchedTokens: [var token, ..] } => $"There is no option '{token}'.",
        { CommandResult.Command: { Subcommands: [_, ..] commands } command } =>
            $"'{command.Name}' needs one of {string.Join(", ", commands.Select(each => each.Name))}.",
        _ => parsed.Errors[0].Message,
    };

    private static IEnumerable<string> CommandPath(Command command)
    {
        IEnumerable<string> parents = command.Parents.OfType<Command>().SelectMany(CommandPath);
        return parents.Append(command is RootCommand ? "baton" : command.Name);
    }
}
