// baton compare: the grid of callers, holds and think times, every lock in every cell.

using System.CommandLine;
using Baton.Cli.Options;
using Baton.Cli.Reports;
using Baton.Measures;
using Baton.Rivals;

namespace Baton.Cli.Commands;

/// <summary><c>baton compare</c>.</summary>
internal static class CompareCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("compare", "Compares locks over a grid of callers, hold times and think times.");
        Option<IReadOnlyList<int>> threads = CommonOptions.Counts("--threads", "Numbers of callers.", [2, 4, 16, 64]);
        Option<IReadOnlyList<Nanoseconds>> hold = CommonOptions.Times("--hold", "How long the lock is held.", "50ns,1us,20us");
        Option<IReadOnlyList<Nanoseconds>> think = CommonOptions.Times("--think", "How long a caller computes between two requests.", "0,10us");
        Option<bool> async = new("--async") { Description = "The callers are asynchronous and await inside the section." };
        Option<bool> token = new("--token") { Description = "With --async: each caller passes a cancellation token." };
        command.Add(threads);
        command.Add(hold);
        command.Add(think);
        command.Add(async);
        command.Add(token);
        var measuring = new MeasuringCommand(terminal, command, 3, TimeSpan.FromSeconds(1));
        command.SetAction((parsed, cancellationToken) => Task.Run(() =>
        {
            bool isAsync = parsed.GetValue(async);
            IReadOnlyList<Rival> locks = isAsync ? measuring.LocksForAsync(parsed) : measuring.LocksForThreads(parsed);
            IEnumerable<ContendedScenario> grid =
                from callers in parsed.GetRequiredValue(threads)
                from holdTime in parsed.GetRequiredValue(hold)
                from thinkTime in parsed.GetRequiredValue(think)
                select new ContendedScenario
                {
                    Threads = isAsync ? 0 : callers,
                    AsyncCallers = isAsync ? callers : 0,
                    Hold = holdTime,
                    Think = thinkTime,
                    WithToken = parsed.GetValue(token),
                    Duration = measuring.Duration(parsed),
                };
            return measuring.Compare(parsed, locks, grid, ContendedComparison.Question, cancellationToken);
        }));
        return command;
    }
}
