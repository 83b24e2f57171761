// Timelines of simulations: that they tell the story of a known example, and that of any other they say the same as the
// simulator's own books, to the nanosecond.

using Baton.Simulator.Fuzzing;
using Baton.Timelines;
using static Baton.Timelines.SpanState;

namespace Baton.Simulator.Tests;

public sealed class TimelineTests
{
    private const string Inversion =
        """
        { "global" : { "default_policy" : "SCHED_FIFO" }, "tasks" : {
            "L" : { "priority" : 2, "loop" : 1, "lock" : "m", "run" : 1000, "unlock" : "m", "run" : 50 },
            "H" : { "priority" : 10, "loop" : 1, "delay" : 200, "lock" : "m", "run" : 100, "unlock" : "m" },
            "M" : { "priority" : 5, "loop" : 1, "delay" : 300, "run" : 500 } } }
        """;

    [Fact]
    public void Timeline_OfADonor_ShowsBothSidesOfTheLoan()
    {
        Timeline timeline = SimulationTimeline.Of(Lab.Run(Inversion, Lab.Ideal()).Trace!);

        Assert.Equal(
            ["0-200 L", "200-1000 L for H", "1000-1100 H", "1100-1600 M", "1600-1650 L"],
            timeline.Processors[0].Spans.Select(span => Describe(span, timeline)));
        Assert.Equal(
            ["200-1000 Donating to L over m", "1000-1100 Running"],
            ThreadNamed(timeline, "H").Spans.Select(span => DescribeThread(span, timeline)).TakeLast(2));
        Assert.Equal(
            ["0-200 Running", "200-1000 Proxying to H over m", "1000-1600 Ready", "1600-1650 Running"],
            ThreadNamed(timeline, "L").Spans.Select(span => DescribeThread(span, timeline)));
        Assert.Equal([(0L, 1_000_000L, "L"), (1_000_000L, 1_100_000L, "H")],
            timeline.Locks[0].Spans.Select(span => (span.Start, span.End, timeline.Threads[span.Thread].Task)));
        LendingArrow arrow = Assert.Single(timeline.Arrows);
        Assert.Equal((200_000, "H", "L"), (arrow.Time, timeline.Threads[arrow.Donor].Task, timeline.Threads[arrow.Owner].Task));
        TimelineMark handoff = Assert.Single(timeline.Marks, mark => mark.Kind == MarkKind.Handoff);
        Assert.Equal((1_000_000, "L", "H"), (handoff.Time, timeline.Threads[handoff.Thread].Task, timeline.Threads[handoff.Other].Task));
    }

    [Fact]
    public void Timeline_WithoutProxyExecution_ShowsTheWaitAndNoLoan()
    {
        Timeline timeline = SimulationTimeline.Of(Lab.Run(Inversion, Lab.Ideal(support: OwnerSupport.None)).Trace!);

        Assert.Contains("200-1500 Blocked over m", ThreadNamed(timeline, "H").Spans.Select(span => DescribeThread(span, timeline)));
        Assert.Equal(
            ["0-300 L", "300-800 M", "800-1500 L", "1500-1600 H", "1600-1650 L"],
            timeline.Processors[0].Spans.Select(span => Describe(span, timeline)));
        Assert.Empty(timeline.Arrows);
    }

    [Fact]
    public void Timeline_OfInheritance_SaysWhenThePolicyChanged()
    {
        Timeline timeline = SimulationTimeline.Of(Lab.Run(Inversion, Lab.Ideal(support: OwnerSupport.Inheritance)).Trace!);

        Assert.Equal(
            [new TimelinePolicy(0, "fifo 2", 102), new TimelinePolicy(200_000, "fifo 10", 110), new TimelinePolicy(1_000_000, "fifo 2", 102)],
            ThreadNamed(timeline, "L").Policies);
    }

    [Theory]
    [InlineData("inversion.json", 1)]
    [InlineData("chain.json", 1)]
    [InlineData("football.json", 2)]
    [InlineData("web-cache.json", 3)]
    [InlineData("audio.json", 2)]
    [InlineData("pathfinder.json", 1)]
    public void Timeline_OfAnExample_HasTheSimulatorsOwnTotals(string file, int processors)
    {
        foreach (OwnerSupport support in Enum.GetValues<OwnerSupport>())
        {
            var options = new SimulationOptions
            {
                Processors = processors,
                Support = support,
                KeepsTrace = true,
                Duration = TimeSpan.FromMilliseconds(300),
            };

            AgreesWithItsSimulation(Lab.Run(Lab.Example(file), options));
        }
    }

    [Fact]
    public void Timeline_OfRandomWorkloadsWithFaults_HasTheSimulatorsOwnTotals()
    {
        for (long seed = 1; seed <= 300; seed++)
        {
            FuzzCase random = RandomWorkload.For(seed);

            AgreesWithItsSimulation(Lab.Run(random.Workload, random.Options with { KeepsTrace = true }), $"seed {seed}");
        }
    }

    [Theory]
    [InlineData("inversion.json", 1)]
    [InlineData("pathfinder.json", 1)]
    [InlineData("chain.json", 1)]
    [InlineData("web-cache.json", 2)]
    public void Timeline_OfAnInversion_ShowsTheCulpritForAsLongAsWasMeasured(string file, int processors)
    {
        // What a reader sees: the victim waits, the end of its chain is ready, and the culprit runs where that one could.
        SimulationResult result = Lab.Run(Lab.Example(file), new SimulationOptions
        {
            Processors = processors,
            Support = OwnerSupport.None,
            KeepsTrace = true,
            Duration = TimeSpan.FromMilliseconds(file == "pathfinder.json" ? 5000 : 300),
        });
        Timeline timeline = SimulationTimeline.Of(result.Trace!);

        Assert.NotEmpty(result.WorstInversions);
        foreach (Inversion inversion in result.WorstInversions)
        {
            long from = inversion.Time - inversion.WaitNanoseconds;
            int victim = NumberOf(timeline, inversion.Victim), culprit = NumberOf(timeline, inversion.Culprit);
            long[] moments = [.. timeline.Processors.Concat(timeline.Threads).Concat(timeline.Locks).SelectMany(track => track.Spans)
                .SelectMany(span => (long[])[span.Start, span.End]).Append(from).Append(inversion.Time)
                .Where(time => time >= from && time <= inversion.Time).Distinct().Order()];
            long seen = moments.Zip(moments.Skip(1)).Where(stretch => IsKeptOffBy(timeline, victim, culprit, stretch.First)).Sum(stretch => stretch.Second - stretch.First);
            Assert.Equal((inversion, inversion.CulpritNanoseconds), (inversion, seen));
        }
    }

    [Fact]
    public void Timeline_ThatIsTooLong_IsCutAtAMomentAndStaysWellFormed()
    {
        Timeline whole = SimulationTimeline.Of(Lab.Run(
            Lab.Example("chain.json"), new SimulationOptions { Processors = 2, KeepsTrace = true, Duration = TimeSpan.FromMilliseconds(100) }).Trace!);

        Timeline beginning = whole.UpTo(500);

        Assert.Same(whole, whole.UpTo((int)whole.SpanCount));
        Assert.InRange(beginning.SpanCount, 400, 500);
        Assert.NotEmpty(beginning.Arrows);
        IsWellFormed(beginning);
        Assert.Equal(
            whole.Processors.Select(track => track.Spans.Sum(span => Math.Max(0, Math.Min(span.End, beginning.EndTime) - span.Start))),
            beginning.Processors.Select(track => track.Spans.Sum(span => span.Length)));
    }

    private static void AgreesWithItsSimulation(SimulationResult result, string which = "")
    {
        Timeline timeline = SimulationTimeline.Of(result.Trace!);
        IsWellFormed(timeline);
        foreach (ProcessorMeasure processor in result.Processors)
        {
            Assert.True(
                processor.BusyNanoseconds == timeline.Processors[processor.Processor].Spans.Sum(span => span.Length),
                $"{which} CPU {processor.Processor}: {processor.BusyNanoseconds} busy, {timeline.Processors[processor.Processor].Spans.Sum(span => span.Length)} shown.");
        }

        foreach (SimulatedTaskMeasure task in result.Tasks)
        {
            TimelineSpan[] spans = [.. timeline.Threads.Where(thread => thread.Task == task.Activity.Task).SelectMany(thread => thread.Spans)];
            Assert.Equal(
                (which, task.Activity.Task, task.ExecutedNanoseconds, task.BorrowedNanoseconds, task.LentNanoseconds),
                (which, task.Activity.Task, Sum(spans, Running, Proxying), Sum(spans, Proxying), Sum(spans, Donating)));
        }
    }

    private static void IsWellFormed(Timeline timeline)
    {
        foreach (TimelineTrack track in timeline.Processors.Concat(timeline.Threads).Concat(timeline.Locks))
        {
            long end = 0;
            foreach (TimelineSpan span in track.Spans)
            {
                Assert.True(span.Start >= end && span.End > span.Start && span.End <= timeline.EndTime, $"{track.Name}: {span} after {end}");
                end = span.End;
            }
        }

        foreach (LendingArrow arrow in timeline.Arrows)
        {
            Assert.Equal(Donating, At(timeline.Threads[arrow.Donor], arrow.Time).State);
            Assert.Equal((Proxying, arrow.Donor), (At(timeline.Threads[arrow.Owner], arrow.Time).State, At(timeline.Threads[arrow.Owner], arrow.Time).Other));
        }
    }

    private static bool IsKeptOffBy(Timeline timeline, int victim, int culprit, long time)
    {
        for (int thread = victim; ;)
        {
            if (thread < 0 || Find(timeline.Threads[thread], time) is not { } span)
            {
                return false;
            }

            if (span.State == Ready)
            {
                return thread != victim && Find(timeline.Processors[span.Processor], time) is { } running && running.Thread == culprit;
            }

            if (span.State != Blocked || Find(timeline.Locks[span.Lock], time) is not { } held)
            {
                return false;
            }

            thread = held.Thread;
        }
    }

    private static int NumberOf(Timeline timeline, string name) => timeline.Threads.ToList().FindIndex(thread => thread.Name == name);

    private static TimelineSpan? Find(TimelineTrack track, long time)
    {
        int index = track.Spans.ToList().FindIndex(span => span.Start <= time && time < span.End);
        return index < 0 ? null : track.Spans[index];
    }

    private static TimelineSpan At(TimelineTrack track, long time) => track.Spans.Single(span => span.Start <= time && time < span.End);

    private static long Sum(TimelineSpan[] spans, params SpanState[] states) =>
        spans.Where(span => states.Contains(span.State)).Sum(span => span.Length);

    private static ThreadTrack ThreadNamed(Timeline timeline, string task) => timeline.Threads.Single(thread => thread.Task == task);

    private static string Describe(TimelineSpan span, Timeline timeline) =>
        $"{span.Start / 1000}-{span.End / 1000} {timeline.Threads[span.Thread].Task}{(span.Other < 0 ? "" : " for " + timeline.Threads[span.Other].Task)}";

    private static string DescribeThread(TimelineSpan span, Timeline timeline) =>
        $"{span.Start / 1000}-{span.End / 1000} {span.State}{(span.Other < 0 ? "" : " to " + timeline.Threads[span.Other].Task)}{(span.Lock < 0 ? "" : " over " + timeline.Locks[span.Lock].Name)}";
}
