namespace Baton.Simulator;

/// <summary>The workload asks for something that cannot be simulated.</summary>
/// <param name="message">What, and what to do, as a sentence.</param>
public sealed class SimulationException(string message) : Exception(message);
