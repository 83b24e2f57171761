// The end of a slice is noticed whoever has come meanwhile, and however.

using System.Globalization;

namespace Baton.Simulator.Tests;

public sealed class SliceTests
{
    /// <summary>Who comes late is a batch thread, preempts nobody, and gets its share: although the other was alone when it began, and never sleeps.</summary>
    [Fact]
    public void Slice_OfSomebodyWhoWasAlone_EndsWhenAnotherHasCome()
    {
        SimulationResult result = Lab.Run(
            """
            { "tasks" : {
                "first" : { "policy" : "SCHED_BATCH", "run" : 1000000 },
                "late" : { "policy" : "SCHED_BATCH", "delay" : 1000, "run" : 1000000 } } }
            """,
            Lab.Ideal() with { Duration = TimeSpan.FromMilliseconds(240) });

        Assert.InRange(result.Of("first").ExecutedNanoseconds, 105_000_000, 135_000_000);
        Assert.InRange(result.Of("late").ExecutedNanoseconds, 105_000_000, 135_000_000);
    }

    /// <summary>Two threads take turns. A third comes, after a switch, just when the first one's slice ends: once in these delays.</summary>
    [Fact]
    public void Slice_ThatEndsAtTheMomentWhenAnotherBegins_IsFollowedByOthers()
    {
        for (int delay = 2_980; delay <= 3_020; delay++)
        {
            SimulationResult result = Lab.Run(
                string.Create(CultureInfo.InvariantCulture, $$"""
                    { "tasks" : { "a" : { "run" : 100000 }, "b" : { "run" : 100000 }, "late" : { "delay" : {{delay}}, "run" : 100000 } } }
                    """),
                Lab.Ideal() with { Costs = MachineCosts.Free with { Switch = 1_000 }, Duration = TimeSpan.FromMilliseconds(60) });

            foreach (string task in (string[])["a", "b", "late"])
            {
                Assert.InRange(result.Of(task).ExecutedNanoseconds, 12_000_000, 28_000_000);
            }
        }
    }

    /// <summary>For as long as it takes for everything to happen at the same moment once.</summary>
    [Fact]
    public void FairTasks_OverAMinute_AllGetOn()
    {
        SimulationResult result = Lab.Run(
            Lab.Example("web-cache.json"), new SimulationOptions { Processors = 2, CheckInterval = 0, Duration = TimeSpan.FromSeconds(60) });

        // Every 2 ms, four of them.
        Assert.InRange(result.Of("interactive").Activity.LoopCount, 100_000, 120_000);
    }
}
