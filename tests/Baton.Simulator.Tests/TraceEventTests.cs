// The trace for Perfetto, read back as any reader of the Trace Event Format would: what is true of the timeline must be true
// of the file.

using System.Text;
using System.Text.Json.Nodes;
using Baton.Timelines;

namespace Baton.Simulator.Tests;

public sealed class TraceEventTests
{
    private static readonly Dictionary<string, string> Facts = new() { ["workload"] = "a \"name\" </script> ü" };

    [Theory]
    [InlineData("inversion.json", 1)]
    [InlineData("chain.json", 2)]
    [InlineData("web-cache.json", 2)]
    public void Trace_OfATimeline_HasEverySpanOnceAndInOrder(string file, int processors)
    {
        Timeline timeline = TimelineOf(file, processors);
        JsonObject[] events = Events(timeline);

        Assert.Equal(timeline.SpanCount, events.Count(each => Text(each, "ph") == "X"));
        Assert.Equal(timeline.Marks.Count, events.Count(each => Text(each, "ph") == "i"));
        long[] times = [.. events.Where(each => Text(each, "ph") != "M").Select(each => Nanoseconds(each, "ts"))];
        Assert.Equal(times.Order(), times);
        foreach (IGrouping<(int, int), JsonObject> track in events.Where(each => Text(each, "ph") == "X").GroupBy(TrackOf))
        {
            IReadOnlyList<TimelineSpan> spans = TrackOf(timeline, track.Key).Spans;
            Assert.Equal(
                spans.Select(span => (span.Start, span.Length, span.State.ToString().ToLowerInvariant())),
                track.Select(each => (Nanoseconds(each, "ts"), Nanoseconds(each, "dur"), Text(each, "cat"))));
        }
    }

    [Fact]
    public void Trace_OfALoan_HasAFlowFromTheDonorsSpanToTheOwners()
    {
        Timeline timeline = TimelineOf("chain.json", 2);
        JsonObject[] events = Events(timeline);
        ILookup<(int, int), JsonObject> spans = events.Where(each => Text(each, "ph") == "X").ToLookup(TrackOf);
        JsonObject[] begins = [.. events.Where(each => Text(each, "ph") == "s")];
        Dictionary<int, JsonObject> ends = events.Where(each => Text(each, "ph") == "f").ToDictionary(each => (int)each["id"]!);

        Assert.NotEmpty(begins);
        Assert.Equal(timeline.Arrows.Count, begins.Length);
        Assert.Equal(begins.Length, ends.Count);
        foreach (JsonObject begin in begins)
        {
            JsonObject donor = SpanAround(begin, spans, events);
            JsonObject owner = SpanAround(ends[(int)begin["id"]!], spans, events);
            Assert.StartsWith("donating to ", Text(donor, "name"), StringComparison.Ordinal);
            Assert.StartsWith("running for ", Text(owner, "name"), StringComparison.Ordinal);
            Assert.Equal(Text(donor["args"]!.AsObject(), "thread"), Text(owner["args"]!.AsObject(), "on behalf of"));
        }
    }

    [Fact]
    public void Trace_OfAnyState_HasANameAndAColourOfItsOwn()
    {
        JsonObject[] spans = [.. Events(TimelineOf("chain.json", 2)).Where(each => Text(each, "ph") == "X" && (int)each["pid"]! == 2)];

        Dictionary<string, string> colours = spans.GroupBy(each => Text(each, "cat")).ToDictionary(
            group => group.Key, group => Assert.Single(group.Select(each => Text(each, "cname")).Distinct()));
        Assert.Equal(["asleep", "blocked", "donating", "proxying", "ready", "running"], colours.Keys.Order());
        Assert.Equal(colours.Count, colours.Values.Distinct().Count());
        Assert.All(spans.GroupBy(each => Text(each, "name")), group => Assert.Single(group.Select(each => Text(each, "cat")).Distinct()));
    }

    [Fact]
    public void Trace_OfEveryTrack_IsNamedAndSaysWhatIsKnownOfTheRun()
    {
        Timeline timeline = TimelineOf("inversion.json", 2);
        JsonObject[] names = [.. Events(timeline).Where(each => Text(each, "name") == "thread_name")];

        Assert.Equal(
            timeline.Processors.Concat(timeline.Threads).Concat(timeline.Locks).Select(track => track.Name),
            names.Select(each => Text(each["args"]!.AsObject(), "name")));
        Assert.Equal(Facts["workload"], (string?)JsonNode.Parse(Write(timeline))!["otherData"]!["workload"]);
    }

    [Fact]
    public void Trace_OfTheSameSimulation_HasTheSameBytes() =>
        Assert.Equal(Write(TimelineOf("web-cache.json", 2)), Write(TimelineOf("web-cache.json", 2)));

    private static Timeline TimelineOf(string file, int processors) => SimulationTimeline.Of(Lab.Run(
        Lab.Example(file), new SimulationOptions { Processors = processors, KeepsTrace = true, Duration = TimeSpan.FromMilliseconds(100) }).Trace!);

    private static byte[] Write(Timeline timeline)
    {
        using var stream = new MemoryStream();
        TraceEventWriter.Write(stream, timeline, Facts);
        return stream.ToArray();
    }

    private static JsonObject[] Events(Timeline timeline) =>
        [.. JsonNode.Parse(Encoding.UTF8.GetString(Write(timeline)))!["traceEvents"]!.AsArray().Select(each => each!.AsObject())];

    private static string Text(JsonObject happened, string key) => (string)happened[key]!;

    // As text, so that no nanosecond is rounded away.
    private static long Nanoseconds(JsonObject happened, string key) => (long)(decimal.Parse(happened[key]!.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture) * 1000);

    private static (int Process, int Track) TrackOf(JsonObject happened) => ((int)happened["pid"]!, (int)happened["tid"]!);

    private static TimelineTrack TrackOf(Timeline timeline, (int Process, int Track) id) => id.Process switch
    {
        1 => timeline.Processors[id.Track],
        2 => timeline.Threads[id.Track],
        _ => timeline.Locks[id.Track],
    };

    /// <summary>The span that a viewer binds a flow to: it is open at its moment, and stands before it in the file.</summary>
    private static JsonObject SpanAround(JsonObject flow, ILookup<(int, int), JsonObject> spans, JsonObject[] events)
    {
        long time = Nanoseconds(flow, "ts");
        JsonObject span = spans[TrackOf(flow)].Single(each =>
            Nanoseconds(each, "ts") <= time && time < Nanoseconds(each, "ts") + Nanoseconds(each, "dur"));
        Assert.True(Array.IndexOf(events, span) < Array.IndexOf(events, flow));
        Assert.Equal("e", Text(flow, "bp"));
        return span;
    }
}
