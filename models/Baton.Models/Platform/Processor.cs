namespace Baton.Platform;

/// <summary>What the locking code may know about the machine.</summary>
internal static class Processor
{
    public static bool SpinningPays => Machine.Current.SpinningPays;

    public static int SpinnersMax => Machine.Current.SpinnersMax;

    /// <summary>Who runs when is the checker's choice already.</summary>
    public static void Yield()
    {
    }

    /// <summary>A moment is no time at all: whatever the others do meanwhile, they may also do without it.</summary>
    public static void Pause(int nanoseconds)
    {
    }

    /// <summary>There are no caches here.</summary>
    public static void Prefetch(object soon)
    {
    }
}
