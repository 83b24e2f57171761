namespace Baton.Cli;

/// <summary>What the user asked for cannot be done; the message says what, where, and what to do instead.</summary>
internal sealed class BadInputException(string message) : Exception(message);
