using Baton.Workloads.Model;

namespace Baton.Simulator;

/// <summary>A workload and the machine to simulate it on.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Options">The machine, the seed, and what goes wrong.</param>
public sealed record FuzzCase(Workload Workload, SimulationOptions Options);
