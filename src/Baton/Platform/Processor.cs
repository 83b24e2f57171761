namespace Baton.Platform;

/// <summary>What the locking code may know about the machine.</summary>
internal static class Processor
{
    /// <summary>Whether a busy-wait can be of use: not when what is waited for needs the only processor.</summary>
    public static bool SpinningPays { get; } = Environment.ProcessorCount > 1;
}
