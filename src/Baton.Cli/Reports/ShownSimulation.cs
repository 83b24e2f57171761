using Baton.Cli.Options;
using Baton.Simulator;
using Baton.Workloads.Execution.Measures;

namespace Baton.Cli.Reports;

/// <summary>A simulation, and the real run of the same workload if there was one.</summary>
/// <param name="Variant">What was simulated.</param>
/// <param name="Result">What the simulation showed.</param>
/// <param name="Counterpart">What was run for real.</param>
/// <param name="Real">What the real run showed.</param>
internal sealed record ShownSimulation(SimulationVariant Variant, SimulationResult Result, RunVariant? Counterpart = null, WorkloadResult? Real = null)
{
    /// <summary>What the simulation is called beside the others.</summary>
    public string Key => Real is null || Variant.Key.Length > 0 ? Variant.Key : "simulated";

    /// <summary>What the real run is called beside the others.</summary>
    public string RealKey => Variant.Key.Length > 0 ? $"{Variant.Key}, real" : "real";
}
