// From quanta of work that took longer or shorter (WorkPace) to what a simulation needs: a speed, and interruptions.
//
// The speed is that of the machine when it is hardly disturbed: a tenth of the quanta were as fast. What a quantum took
// beyond that was taken away from it, by whatever it was, and is an interruption at its end. So the sum is right, the order is
// right, and a moment is right to the length of a quantum, which is short beside the responses that such disturbances prolong.

using Baton.Workloads.Execution.Measures;

namespace Baton.Simulator.Calibration;

/// <summary>How evenly a machine works.</summary>
/// <param name="SpeedPercent">Its speed when it is hardly disturbed, in percent of what the loop of work is calibrated to.</param>
/// <param name="Interruptions">What keeps it from working, in the order in which it came.</param>
public sealed record MachinePace(int SpeedPercent, IReadOnlyList<Interruption> Interruptions)
{
    private const double LeastDisturbed = 0.1;
    private const int SpeedMax = 1_000;

    /// <summary>The pace that some quanta of work show; an even one if there are none.</summary>
    public static MachinePace Of(IReadOnlyList<WorkQuantum> quanta)
    {
        ArgumentNullException.ThrowIfNull(quanta);
        double[] prices = [.. quanta.Select(quantum => (double)quantum.Took / quantum.Work).Order()];
        if (prices.Length == 0)
        {
            return new MachinePace(100, []);
        }

        // Whole percents, rounded so that the work takes no longer than it was seen to take.
        int speed = (int)Math.Clamp(Math.Ceiling(100 / prices[(int)(LeastDisturbed * prices.Length)]), 1, SpeedMax);
        var interruptions = new List<Interruption>();
        long after = 0;
        foreach (WorkQuantum quantum in quanta)
        {
            long undisturbed = quantum.Work * 100 / speed;
            after += undisturbed;
            if (quantum.Took > undisturbed)
            {
                interruptions.Add(new Interruption(after, quantum.Took - undisturbed));
                after = 0;
            }
        }

        return new MachinePace(speed, interruptions);
    }

    /// <summary>These costs on a machine that works at this pace.</summary>
    public MachineCosts Applied(MachineCosts costs)
    {
        ArgumentNullException.ThrowIfNull(costs);
        return costs with { SpeedPercent = SpeedPercent, Interruptions = Interruptions };
    }
}
