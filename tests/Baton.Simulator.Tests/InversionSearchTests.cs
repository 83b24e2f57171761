// Inversion is measured in two ways that know nothing of each other: by the simulator while it runs (InversionMeter), and
// from the timeline afterwards, as for real runs (InversionSearch). They must agree.

using Baton.Timelines;

namespace Baton.Simulator.Tests;

public sealed class InversionSearchTests
{
    [Theory]
    [InlineData("inversion.json", 1)]
    [InlineData("inversion-in-step.json", 1)]
    [InlineData("chain.json", 1)]
    [InlineData("football.json", 2)]
    [InlineData("pathfinder.json", 1)]
    [InlineData("audio.json", 1)]
    public void Search_InTheTimelineOfAnExample_FindsWhatTheSimulatorMeasured(string file, int processors)
    {
        foreach (OwnerSupport support in Enum.GetValues<OwnerSupport>())
        {
            SimulationResult result = Lab.Run(Lab.Example(file), new SimulationOptions
            {
                Processors = processors,
                Support = support,
                Costs = MachineCosts.Typical,
                KeepsTrace = true,
                Duration = TimeSpan.FromMilliseconds(1_000),
            });

            InversionSearch search = InversionSearch.In(SimulationTimeline.Of(result.Trace!));

            Assert.Equal(result.WorstInversions.Count, Math.Min(20, search.Found.Count));
            Inversion[] worst = [.. search.Found.OrderByDescending(each => each.InversionNanoseconds).ThenBy(each => each.Time).Take(20)];
            foreach ((Inversion measured, Inversion found) in result.WorstInversions.Zip(worst))
            {
                Assert.Equal(measured.InversionNanoseconds, found.InversionNanoseconds);
                Assert.Equal(
                    (measured.Victim, measured.Mutex, measured.Owner, measured.Culprit, measured.Processor),
                    (found.Victim, found.Mutex, found.Owner, found.Culprit, found.Processor));
            }
        }
    }

    [Fact]
    public void Search_WhereTheHolderRuns_FindsNothing()
    {
        var builder = new TimelineBuilder(1);
        int high = builder.AddThread("high", "high", "fifo 9", 109), low = builder.AddThread("low", "low", "fifo 1", 101);
        int m = builder.AddLock("m");
        builder.Runs(0, 0, low, low);
        builder.Takes(0, low, m);
        builder.Blocks(10, high, m);
        builder.Releases(100, low, m);
        builder.Takes(100, high, m);

        Assert.Empty(InversionSearch.In(builder.Build(200)).Found);
    }

    [Fact]
    public void Search_WhereOthersRunInTheHoldersPlace_NamesWhoRanLongestOfThoseWithLessEntitlement()
    {
        var builder = new TimelineBuilder(1);
        int high = builder.AddThread("high", "high", "fifo 9", 109), low = builder.AddThread("low", "low", "fifo 1", 101);
        int mid = builder.AddThread("mid", "mid", "fifo 5", 105), top = builder.AddThread("top", "top", "fifo 10", 110);
        int m = builder.AddLock("m");
        builder.Runs(0, 0, low, low);
        builder.Takes(0, low, m);
        builder.Blocks(10, high, m);
        builder.Runs(20, 0, mid, mid);
        builder.Runs(50, 0, top, top);
        builder.Runs(90, 0, low, low);
        builder.Releases(100, low, m);
        builder.Takes(100, high, m);

        InversionSearch search = InversionSearch.In(builder.Build(200));

        Assert.Equal([new Inversion(100, "high", 90, "m", "low", "mid", 30, 30, 0)], search.Found);
        Assert.Equal([new InversionTotal("high", "m", "low", "mid", 30)], search.Totals);
    }

    [Fact]
    public void Search_InACircle_Ends()
    {
        var builder = new TimelineBuilder(1);
        int a = builder.AddThread("a", "a", "fifo 2", 102), b = builder.AddThread("b", "b", "fifo 1", 101);
        int m = builder.AddLock("m"), n = builder.AddLock("n");
        builder.Takes(0, a, m);
        builder.Takes(0, b, n);
        builder.Blocks(1, a, n);
        builder.Blocks(2, b, m);

        Assert.Empty(InversionSearch.In(builder.Build(100)).Found);
    }
}
