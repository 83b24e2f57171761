namespace Baton.Measures;

/// <summary>What one run with a hog showed.</summary>
/// <param name="HogAcquisitions">What the hog got while it was measured.</param>
/// <param name="VictimWaits">How long its victims waited, waits that the end of the run cut short included.</param>
/// <param name="Resources">What the run used.</param>
/// <param name="Violations">How often two callers were found inside the section at once.</param>
public sealed record HogResult(long HogAcquisitions, WaitDistribution VictimWaits, ResourceUse Resources, long Violations)
{
    /// <summary>The hog's acquisitions a second.</summary>
    public double HogThroughput => HogAcquisitions / Resources.Elapsed.TotalSeconds;
}
