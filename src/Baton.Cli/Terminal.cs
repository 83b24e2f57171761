// Where the tool's words go. Results go to standard output and nothing else does, so that `--json` and `--markdown` can
// be piped; progress and errors go to standard error.

using Spectre.Console;

namespace Baton.Cli;

/// <summary>The two streams a command writes to.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Progress, warnings and errors.</param>
internal sealed record Terminal(IAnsiConsole Out, IAnsiConsole Error)
{
    // A table that is piped into a file has no window to fit into.
    private const int WidthWhenRedirected = 160;

    public static Terminal System()
    {
        IAnsiConsole output = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        IAnsiConsole error = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (Console.IsOutputRedirected)
            output.Profile.Width = WidthWhenRedirected;

        return new Terminal(output, error);
    }

    /// <summary>Writes text for another program to read: no wrapping, no colour.</summary>
    public void WriteRaw(string text) => Out.Profile.Out.Writer.Write(text);

    /// <summary>Writes a line of progress, a warning or an error, unwrapped, to standard error.</summary>
    public void Say(string line) => Error.Profile.Out.Writer.WriteLine(line);
}
