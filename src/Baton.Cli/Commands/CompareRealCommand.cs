// baton compare-real: is what a simulation says true? Runs a workload for real and in virtual time, on the same number of
// processors and for as long, and puts the response times side by side: threads of the system with the kernel's real-time
// policies, and Baton's scheduler on real workers, each without help for owners and with it.

using System.CommandLine;
using Baton.Cli.Options;
using Baton.Cli.Reports;
using Baton.Measures;
using Baton.Rivals;
using Baton.Simulator;
using Baton.Simulator.Calibration;
using Baton.Workloads;
using Baton.Workloads.Execution;
using Baton.Workloads.Execution.Measures;

namespace Baton.Cli.Commands;

/// <summary><c>baton compare-real</c>.</summary>
internal static class CompareRealCommand
{
    private const int RoundsStandard = 5;
    private const int RoundsMax = 1000;
    private const int SimulationsPerRound = 5;
    private const string OfTheRound = "round";
    private const string OfTheMachine = "machine";

    public static Command Create(Terminal terminal)
    {
        var command = new Command("compare-real", "Runs a workload for real and simulated, and compares its response times.");
        Argument<string> file = new("FILE") { Description = "The workload. Its tasks name the CPUs that they run on, from 0." };
        Option<string?> machine = MachineOptions.MachineFile();
        Option<int> cpus = CommonOptions.Count("--cpus", "How many virtual processors, and workers of Baton's scheduler.", 1, 1, SimulationOptions.ProcessorsMax);
        Option<int> rounds = CommonOptions.Count("--rounds", "How often each is run; the tables show medians.", RoundsStandard, 1, RoundsMax);
        Option<Nanoseconds> duration = CommonOptions.Time("--duration", "How long each run lasts, instead of as long as the file says.", Nanoseconds.Zero);
        Option<string?> on = new("--on") { Description = "What to run for real: threads of the system or Baton's scheduler; both unless said.", HelpName = "threads|baton" };
        Option<string> disturbances = new("--disturbances")
        {
            Description = "What keeps the simulated processors from their work: what did in the same round of the real run, or what --machine says.",
            HelpName = "round|machine",
            DefaultValueFactory = _ => OfTheRound,
        };
        Option<bool> json = CommonOptions.Json();
        Option<bool> markdown = CommonOptions.Markdown();
        command.Add(file);
        foreach (Option option in new Option[] { machine, disturbances, on, cpus, rounds, duration, json, markdown })
            command.Add(option);

        command.SetAction((parsed, cancellationToken) => Task.Run(() =>
        {
            if (parsed.GetValue(json) && parsed.GetValue(markdown))
                throw new BadInputException("--json and --markdown exclude each other; ask for one of them.");

            if (parsed.GetValue(on) is not (null or RunVariant.Threads or RunVariant.Baton) and var other)
                throw new BadInputException($"--on is threads or baton, not '{other}'.");

            string source = parsed.GetRequiredValue(disturbances);
            if (source is not (OfTheRound or OfTheMachine))
                throw new BadInputException($"--disturbances is round or machine, not '{source}'.");

            Nanoseconds length = parsed.GetValue(duration);
            var options = new SimulationOptions
            {
                Processors = parsed.GetValue(cpus),
                Costs = MachineOptions.CostsOf(parsed.GetValue(machine)),
                Duration = length == Nanoseconds.Zero ? null : length.ToTimeSpan(),
                CheckInterval = 0,
            };
            IReadOnlyList<RealComparison> comparisons = Compare(
                terminal, parsed.GetRequiredValue(file), parsed.GetValue(on), options, source == OfTheRound, parsed.GetValue(rounds), cancellationToken);
            if (parsed.GetValue(json))
                terminal.WriteRaw(RealComparisonReport.ToJson(comparisons));
            else if (parsed.GetValue(markdown))
                terminal.WriteRaw(RealComparisonReport.ToMarkdown(comparisons));
            else
                RealComparisonReport.Write(terminal.Out, comparisons);

            return cancellationToken.IsCancellationRequested ? Tool.Interrupted : Tool.Success;
        }));
        return command;
    }

    private static List<RealComparison> Compare(
        Terminal terminal, string file, string? on, SimulationOptions options, bool isOfTheRound, int rounds, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
            throw new BadInputException("compare-real: threads get the workload's policies and CPUs on Linux only.");

        WorkloadDocument document = Read(file, options);
        foreach (Diagnostic warning in document.Warnings)
            terminal.Say(warning.ToString());

        (RunVariant Real, OwnerSupport Simulated)[] pairs =
        [
            (RunVariant.OnThreads(RivalCatalog.Posix), OwnerSupport.None),
            (RunVariant.OnThreads(RivalCatalog.PosixInheriting), OwnerSupport.Inheritance),
            (RunVariant.OnBaton(ProxyExecution.Off, options.Processors), OwnerSupport.None),
            (RunVariant.OnBaton(ProxyExecution.On, options.Processors), OwnerSupport.Proxy),
        ];
        var comparisons = new List<RealComparison>();
        foreach ((RunVariant real, OwnerSupport simulated) in pairs.Where(pair => on is null || pair.Real.On == on))
        {
            var runs = new List<IReadOnlyList<TaskMeasure>>();
            var simulations = new List<IReadOnlyList<TaskMeasure>>();
            for (int round = 1; round <= rounds && !cancellationToken.IsCancellationRequested; round++)
            {
                WorkloadResult result = Run(terminal, $"{real.Name}, round {round} of {rounds}", document, real, options.Duration, cancellationToken);
                foreach (string warning in result.Warnings)
                    terminal.Say($"{Path.GetFileName(file)}: warning: {warning}");

                if (cancellationToken.IsCancellationRequested)
                    break;

                // Of what is random in a simulation, more can be seen than in the real run's one round.
                runs.Add(result.TaskTotals);
                SimulationOptions likewise = options with
                {
                    Support = simulated,
                    Costs = isOfTheRound && result.Pace.Count > 0 ? MachinePace.Of(result.Pace).Applied(options.Costs) : options.Costs,
                };
                for (int seed = 1; seed <= SimulationsPerRound && !cancellationToken.IsCancellationRequested; seed++)
                {
                    SimulationResult virtually = Simulation.Run(
                        document.Workload, likewise with { Seed = (round * SimulationsPerRound) + seed }, null, cancellationToken);
                    simulations.Add([.. virtually.Tasks.Select(task => task.Activity)]);
                }
            }

            if (runs.Count > 0)
                comparisons.Add(new RealComparison(real.Name, SimulationVariant.Describe(options with { Support = simulated }), runs, simulations));
        }

        return comparisons;
    }

    private static WorkloadDocument Read(string file, SimulationOptions options)
    {
        try
        {
            WorkloadDocument document = WorkloadReader.ReadFile(file, WorkloadEngine.Capabilities);
            return options.Duration is not null || document.Workload.Global.DurationSeconds is not null
                ? document
                : throw new BadInputException($"compare-real: {Path.GetFileName(file)} has no \"duration\"; give one with --duration.");
        }
        catch (WorkloadException unsound)
        {
            throw new BadInputException(string.Join('\n', unsound.Diagnostics));
        }
    }

    private static WorkloadResult Run(
        Terminal terminal, string title, WorkloadDocument document, RunVariant real, TimeSpan? duration, CancellationToken cancellationToken)
    {
        TimeSpan? length = duration ?? (document.Workload.Global.DurationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        try
        {
            return LiveProgress.WatchClock(terminal, title, length, clock => real.Run(document.Workload, duration, clock, false, cancellationToken));
        }
        catch (WorkloadRunException failure)
        {
            throw new MeasurementFailedException($"{title}: {failure.Message}", failure);
        }
    }
}
