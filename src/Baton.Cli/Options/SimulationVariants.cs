// What a simulation varies: the machine and the mutex that were asked for, and with --compare the same with one thing
// changed each.

using System.Globalization;
using Baton.Simulator;

namespace Baton.Cli.Options;

/// <summary>One way to simulate a workload, by name.</summary>
/// <param name="Key">What is different, as it was asked for.</param>
/// <param name="Name">The same in words.</param>
/// <param name="Options">The machine and the mutex.</param>
internal sealed record SimulationVariant(string Key, string Name, SimulationOptions Options)
{
    /// <summary>The variants that <c>--compare</c> names, or the base alone.</summary>
    /// <exception cref="BadInputException">There is no such variant.</exception>
    public static IReadOnlyList<SimulationVariant> Parse(string? list, SimulationOptions basis) => list is null
        ? [new SimulationVariant("", Describe(basis), basis)]
        : [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(item => Of(item, basis))];

    private static SimulationVariant Of(string item, SimulationOptions basis)
    {
        SimulationOptions options = item switch
        {
            "on" => basis with { Support = OwnerSupport.Proxy },
            "off" => basis with { Support = OwnerSupport.None },
            "pi" => basis with { Support = OwnerSupport.Inheritance },
            "handoff" => basis with { Lock = LockKind.Handoff },
            "fifo" => basis with { Lock = LockKind.Fifo },
            "unfair" => basis with { Lock = LockKind.Unfair },
            _ when item.StartsWith("cpus=", StringComparison.Ordinal) => basis with { Processors = Processors(item) },
            _ => throw new BadInputException(
                $"--compare: '{item}' is nothing to compare; write a list of on, off, pi, handoff, fifo, unfair and cpus=N, such as off,pi,on."),
        };
        return new SimulationVariant(item, Describe(options), options);
    }

    private static int Processors(string item) =>
        int.TryParse(item["cpus=".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
        && count is >= 1 and <= SimulationOptions.ProcessorsMax
            ? count
            : throw new BadInputException($"--compare: '{item}' does not say how many; write cpus=1 to cpus={SimulationOptions.ProcessorsMax}.");

    /// <summary>The machine and the mutex in words.</summary>
    public static string Describe(SimulationOptions options)
    {
        string support = options.Support switch
        {
            OwnerSupport.None => "no help for owners",
            OwnerSupport.Inheritance => "priority inheritance",
            _ => "proxy execution",
        };
        string mutex = options.Lock switch
        {
            LockKind.Fifo => "fifo mutex",
            LockKind.Unfair => "unfair mutex",
            _ => "handoff mutex",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{support}, {mutex}, {options.Processors} {(options.Processors == 1 ? "processor" : "processors")}");
    }
}
