namespace Baton.Cli;

/// <summary>A measurement could not be finished, through no fault of the command line; the message says where and why.</summary>
internal sealed class MeasurementFailedException(string message, Exception inner) : Exception(message, inner);
