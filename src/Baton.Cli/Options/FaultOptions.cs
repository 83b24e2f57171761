// What goes wrong in a simulation. --faults is the rough mixture of everything; --fault names single kinds, each with the mean
// time between two of it, in place of the mixture or of parts of it.

using System.CommandLine;
using Baton.Measures;
using Baton.Simulator;

namespace Baton.Cli.Options;

/// <summary>The options that let things go wrong.</summary>
internal sealed class FaultOptions
{
    private static readonly (string Name, Func<FaultPlan, long, FaultPlan> Set)[] Kinds =
    [
        ("preemption", static (plan, time) => plan with { Preemption = time }),
        ("needless-wake", static (plan, time) => plan with { SpuriousWake = time }),
        ("late-wake", static (plan, time) => plan with { WakeDelayMax = time }),
        ("cancellation", static (plan, time) => plan with { Cancellation = time }),
        ("owner-sleep", static (plan, time) => plan with { OwnerSleep = time }),
        ("policy", static (plan, time) => plan with { PolicyChange = time }),
        ("affinity", static (plan, time) => plan with { AffinityChange = time }),
    ];

    private readonly Option<bool> _all = new("--faults")
    {
        Description = "Let everything go wrong at random: preemptions, late and needless wakes, cancellations, sleeping owners, changes of policy and affinity.",
    };

    private readonly Option<string[]> _single = new("--fault")
    {
        Description = $"Let one thing go wrong, about so often (late-wake: by at most so much): {string.Join(", ", Kinds.Select(kind => kind.Name))}. May be repeated.",
        HelpName = "KIND=TIME",
        AllowMultipleArgumentsPerToken = false,
    };

    public FaultOptions(Command command)
    {
        command.Add(_all);
        command.Add(_single);
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="BadInputException">There is no such fault, or no such time.</exception>
    public FaultPlan Read(ParseResult parsed) =>
        (parsed.GetValue(_single) ?? []).Aggregate(parsed.GetValue(_all) ? FaultPlan.Rough : FaultPlan.None, Add);

    private static FaultPlan Add(FaultPlan plan, string item)
    {
        string[] parts = item.Split('=', 2);
        if (Array.Find(Kinds, kind => kind.Name == parts[0]) is not { Name: not null } known)
            throw new BadInputException($"--fault: there is no fault '{parts[0]}'; there are {string.Join(", ", Kinds.Select(kind => kind.Name))}.");

        if (parts.Length < 2 || !Nanoseconds.TryParse(parts[1], out Nanoseconds time) || time.Value < 1)
            throw new BadInputException($"--fault: '{item}' does not say how often; write {known.Name}=1ms.");

        return known.Set(plan, (long)time.Value);
    }
}
