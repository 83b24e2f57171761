// baton bench async: many asynchronous callers with an await inside the section, with and without a cancellation token.

using System.CommandLine;
using Baton.Cli.Options;
using Baton.Cli.Reports;
using Baton.Measures;

namespace Baton.Cli.Commands;

/// <summary><c>baton bench async</c>.</summary>
internal static class AsyncCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("async", "Throughput, bytes and waits of async callers that await inside the section.");
        Option<IReadOnlyList<int>> callers = CommonOptions.Counts("--callers", "Numbers of async callers.", [100, 1_000, 10_000]);
        Option<bool> tokenOnly = new("--token") { Description = "Only with a cancellation token; without the option, both." };
        command.Add(callers);
        command.Add(tokenOnly);
        var measuring = new MeasuringCommand(terminal, command, 3, TimeSpan.FromSeconds(1));
        command.SetAction((parsed, cancellationToken) => Task.Run(() =>
        {
            IEnumerable<ContendedScenario> scenarios =
                from withToken in parsed.GetValue(tokenOnly) ? [true] : new[] { false, true }
                from callerCount in parsed.GetRequiredValue(callers)
                select new ContendedScenario
                {
                    AsyncCallers = callerCount,
                    WithToken = withToken,
                    Duration = measuring.Duration(parsed),
                };
            return measuring.Compare(
                parsed, measuring.LocksForAsync(parsed), scenarios, ContendedComparison.Question, cancellationToken);
        }));
        return command;
    }
}
