// Where a run stands. The callers read it on every turn; the one who conducts the run writes it twice.

namespace Baton.Measures;

/// <summary>The phase of a run: warming up, then measuring, then over.</summary>
internal sealed class RunPhase
{
    private volatile int _phase;

    /// <summary>Acquisitions count towards throughput.</summary>
    public bool IsMeasuring => _phase == 1;

    /// <summary>
    /// Waits are recorded. This outlasts the measured time on purpose: whoever is still waiting when it ends has waited
    /// at least so long, and leaving him out would hide exactly the starved ones.
    /// </summary>
    public bool IsRecording => _phase != 0;

    /// <summary>Callers finish the acquisition they are at and leave.</summary>
    public bool IsOver => _phase == 2;

    public void BeginMeasuring() => _phase = 1;

    public void End() => _phase = 2;
}
