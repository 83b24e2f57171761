// The pace of work: what a slice took, without the turns of others, adds up to quanta.

using Baton.Workloads.Execution.Measures;

namespace Baton.Workloads.Tests;

public sealed class WorkPaceTests
{
    private const long Slice = 20_000;

    [Fact]
    public void Pace_AsMuchWorkAsAQuantum_IsOneWithAllTheTimeThatItTook()
    {
        var pace = new WorkPace();
        var tally = new WorkTally();

        for (int slice = 0; slice < 50; slice++)
        {
            pace.Add(tally, tally.Took, Slice, slice * 30_000, (slice * 30_000) + 21_000);
        }

        Assert.Equal([(1_491_000, new WorkQuantum(1_000_000, 1_050_000))], pace.Quanta);
        Assert.Equal(1_050_000, tally.Took);
    }

    [Fact]
    public void Pace_LessWorkThanAQuantum_IsNoneYet()
    {
        var pace = new WorkPace();

        pace.Add(new WorkTally(), 0, WorkPace.QuantumNanoseconds - 1, 0, 5_000_000);

        Assert.Empty(pace.Quanta);
    }

    [Fact]
    public void Slice_InWhichAnotherThreadHadItsTurn_IsCountedWithoutThatTurnIfTheRestIsLong()
    {
        WorkPace low = new(), high = new();
        var tally = new WorkTally();

        // The urgent one works for 3 ms in the middle of the other's slice, which takes 5.2 ms.
        long before = tally.Took;
        high.Add(tally, tally.Took, 3_000_000, 1_000_000, 4_000_000);
        low.Add(tally, before, WorkPace.QuantumNanoseconds, 0, 5_200_000);

        Assert.Equal(new WorkQuantum(1_000_000, 2_200_000), low.Quanta.Single().Quantum);
        Assert.Equal(5_200_000, tally.Took);
    }

    [Fact]
    public void Slice_InWhichAnotherThreadHadItsTurn_SaysNothingIfTheRestIsTheCostOfTheTurn()
    {
        WorkPace low = new(), high = new();
        var tally = new WorkTally();

        long before = tally.Took;
        high.Add(tally, tally.Took, 500_000, 100_000, 600_000);
        low.Add(tally, before, Slice, 0, 500_000 + Slice + WorkPace.TurnOverheadMax);
        low.Add(tally, tally.Took, WorkPace.QuantumNanoseconds, 1_000_000, 2_000_000);

        Assert.Equal(new WorkQuantum(1_000_000, 1_000_000), low.Quanta.Single().Quantum);
    }
}
