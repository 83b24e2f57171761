using System.CommandLine;
using System.Globalization;
using Baton.Measures;
using Baton.Simulator;
using Baton.Simulator.Calibration;

namespace Baton.Cli.Options;

/// <summary>The options that say on what machine a workload is simulated.</summary>
internal sealed class MachineOptions
{
    private const int SpeedMax = 10_000;

    private readonly Option<int> _cpus = CommonOptions.Count("--cpus", "How many virtual processors.", 1, 1, SimulationOptions.ProcessorsMax);
    private readonly Option<string?> _proxy = new("--proxy") { Description = "Proxy execution: on (unless the file asks for inheritance) or off.", HelpName = "on|off" };
    private readonly Option<bool> _pi = new("--pi") { Description = "Classic priority inheritance instead of proxy execution." };
    private readonly Option<string> _lock = new("--lock")
    {
        Description = "What mutex: handoff, fifo (given to the next in line), or unfair (waiters are told to try again).",
        HelpName = "KIND",
        DefaultValueFactory = _ => "handoff",
    };

    private readonly Option<long> _seed = new("--seed") { Description = "Where all that is random comes from.", HelpName = "S", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> _machine = MachineFile();
    private readonly Option<Nanoseconds> _switch = Cost("--switch-cost", "What it takes to go from one thread to another.", MachineCosts.Typical.Switch);
    private readonly Option<Nanoseconds> _wake = Cost("--wake-cost", "What it takes until another processor reacts to a wake.", MachineCosts.Typical.Wake);
    private readonly Option<Nanoseconds> _migration = Cost("--migration-cost", "What a thread loses that goes on on another processor.", MachineCosts.Typical.Migration);
    private readonly Option<Nanoseconds> _tick = Cost("--tick", "Slices and budgets end at multiples of this; 0: at the nanosecond.", 0);
    private readonly Option<string?> _speeds = new("--speeds")
    {
        Description = "How fast each processor is, in percent of a normal one, such as 100,50; those that are not named are normal.",
        HelpName = "LIST",
    };

    private readonly Option<string?> _interrupts = new("--interrupts")
    {
        Description = "Interrupts on each processor: how long one takes, and the mean time between two, such as 20us/1ms.",
        HelpName = "LENGTH/TIME",
    };

    private readonly FaultOptions _faults;
    private readonly Option<int> _checkInterval = CommonOptions.Count(
        "--check-interval", "Check the costly invariants at every so many steps; 0 checks none.", 64, 0, int.MaxValue);

    public MachineOptions(Command command)
    {
        foreach (Option option in new Option[] { _cpus, _proxy, _pi, _lock, _seed, _machine, _switch, _wake, _migration, _tick, _speeds, _interrupts, _checkInterval })
            command.Add(option);

        _faults = new FaultOptions(command);
    }

    /// <summary>The option that names a file of <c>baton calibrate</c>.</summary>
    public static Option<string?> MachineFile() => new("--machine")
    {
        Description = "What switches, wakes, moves, timers and interrupts cost, as 'baton calibrate' has measured it.",
        HelpName = "FILE",
    };

    /// <summary>What such a file says; without one, what is typical.</summary>
    /// <exception cref="BadInputException">It cannot be read, or is something else.</exception>
    public static MachineCosts CostsOf(string? file)
    {
        try
        {
            return file is null ? MachineCosts.Typical : MachineCalibration.Parse(File.ReadAllText(file)).ToCosts();
        }
        catch (FormatException unsound)
        {
            throw new BadInputException($"--machine: '{file}' is not what 'baton calibrate' writes: {unsound.Message}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--machine: cannot read '{file}': {unreadable.Message}");
        }
    }

    public long Seed(ParseResult parsed) => parsed.GetValue(_seed);

    /// <summary>The machine that was asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="inherits">Whether the file asks for inheritance, which options overrule.</param>
    public SimulationOptions Read(ParseResult parsed, bool inherits) => new()
    {
        Processors = parsed.GetValue(_cpus),
        Support = Support(parsed, inherits),
        Lock = parsed.GetValue(_lock) switch
        {
            "handoff" => LockKind.Handoff,
            "fifo" => LockKind.Fifo,
            "unfair" => LockKind.Unfair,
            var other => throw new BadInputException($"--lock: there is no mutex '{other}' to simulate; there are handoff, fifo and unfair."),
        },
        Seed = parsed.GetValue(_seed),
        Faults = _faults.Read(parsed),
        CheckInterval = parsed.GetValue(_checkInterval),
        Costs = Costs(parsed),
    };

    private MachineCosts Costs(ParseResult parsed)
    {
        MachineCosts machine = CostsOf(parsed.GetValue(_machine));
        (long length, long period) = parsed.GetValue(_interrupts) is { } given ? Interrupts(given) : (machine.InterruptLength, machine.InterruptPeriod);
        return machine with
        {
            Switch = Given(_switch) ?? machine.Switch,
            Wake = Given(_wake) ?? machine.Wake,
            Migration = Given(_migration) ?? machine.Migration,
            Tick = Given(_tick) ?? machine.Tick,
            InterruptLength = length,
            InterruptPeriod = period,
            Interruptions = parsed.GetValue(_interrupts) is null ? machine.Interruptions : [],
            SpeedPercents = [.. Items(parsed.GetValue(_speeds)).Select(Percent)],
        };

        long? Given(Option<Nanoseconds> option) => parsed.GetResult(option) is { Implicit: false } ? (long)parsed.GetValue(option).Value : null;
    }

    private static string[] Items(string? list) => list?.Split(',', StringSplitOptions.TrimEntries) ?? [];

    private static int Percent(string item) =>
        int.TryParse(item.TrimEnd('%', ' '), NumberStyles.None, CultureInfo.InvariantCulture, out int percent) && percent is >= 1 and <= SpeedMax
            ? percent
            : throw new BadInputException($"--speeds: '{item}' is no speed; write whole percents from 1 to {SpeedMax}, such as 100,50.");

    private static (long Length, long Period) Interrupts(string given)
    {
        string[] parts = given.Split('/');
        return parts.Length == 2
            && Nanoseconds.TryParse(parts[0], out Nanoseconds length) && Nanoseconds.TryParse(parts[1], out Nanoseconds period)
            && length.Value >= 1 && period.Value > length.Value
                ? ((long)length.Value, (long)period.Value)
                : throw new BadInputException($"--interrupts: '{given}' is not a length and a longer time between two; write 20us/1ms.");
    }

    private OwnerSupport Support(ParseResult parsed, bool inherits)
    {
        string? proxy = parsed.GetValue(_proxy);
        if (proxy is not (null or "on" or "off"))
            throw new BadInputException($"--proxy is on or off, not '{proxy}'.");

        if (parsed.GetValue(_pi))
        {
            return proxy == "on"
                ? throw new BadInputException("--pi and --proxy on exclude each other; compare them with --compare pi,on.")
                : OwnerSupport.Inheritance;
        }

        return proxy switch
        {
            "on" => OwnerSupport.Proxy,
            "off" => OwnerSupport.None,
            _ => inherits ? OwnerSupport.Inheritance : OwnerSupport.Proxy,
        };
    }

    private static Option<Nanoseconds> Cost(string name, string description, long standard) =>
        CommonOptions.Time(name, description, new Nanoseconds(standard));
}
