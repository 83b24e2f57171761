// A report as JSON, as model.js reads it. Spans are most of it: seven small numbers each, with the start as the distance from
// the end of the span before, so that a hundred thousand of them are some three megabytes.

using System.Text.Json;
using Baton.Timelines;
using Baton.Workloads.Execution.Measures;

namespace Baton.Cli.Reports.Page;

/// <summary>Writes the data of report pages.</summary>
internal static class ReportData
{
    /// <summary>
    /// How many spans a page takes up for all its runs: some 30 MB, which browsers open in a few seconds. Of longer runs the
    /// beginning is shown.
    /// </summary>
    public const int SpansMax = 1_000_000;

    private const int FlushEvery = 1 << 16;

    /// <summary>Writes a report as one JSON object, safe inside a script element.</summary>
    public static void Write(Stream stream, Report report)
    {
        // The default encoder escapes what HTML could mistake for markup.
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("title", report.Title);
        json.WriteStartArray("facts");
        foreach ((string name, string value) in report.Facts)
        {
            json.WriteStartArray();
            json.WriteStringValue(name);
            json.WriteStringValue(value);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("variants");
        foreach (ReportedRun run in report.Runs)
        {
            Write(json, run, SpansMax / report.Runs.Count);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReportedRun run, int spansMax)
    {
        json.WriteStartObject();
        json.WriteString("key", run.Key);
        json.WriteString("name", run.Name);
        json.WriteString("ending", run.Ending);
        json.WriteBoolean("measuresInversion", run.Inversions is not null);
        Timeline? shown = run.Timeline?.UpTo(spansMax);
        Texts(json, "notes", shown is not null && shown.EndTime < run.Timeline!.EndTime
            ? [.. run.Notes, $"The timeline shows the first {shown.EndTime / 1e6:0.#} ms of {run.Timeline.EndTime / 1e6:0.#} ms, {shown.SpanCount:N0} spans; with a shorter --duration it shows all."]
            : run.Notes);
        Texts(json, "deadlocks", run.Deadlocks);
        json.WritePropertyName("timeline");
        Write(json, shown);
        json.WriteStartArray("tasks");
        foreach (ReportedTask task in run.Tasks)
        {
            Write(json, task);
        }

        json.WriteEndArray();
        json.WriteStartArray("locks");
        foreach (LockMeasure mutex in run.Locks)
        {
            Write(json, mutex);
        }

        json.WriteEndArray();
        json.WriteStartArray("inversions");
        foreach (ReportedInversion inversion in run.Inversions ?? [])
        {
            Write(json, inversion);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Timeline? timeline)
    {
        if (timeline is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteNumber("end", timeline.EndTime);
        Tracks(json, "processors", timeline.Processors);
        Tracks(json, "threads", timeline.Threads);
        Tracks(json, "locks", timeline.Locks);
        json.WriteStartArray("arrows");
        foreach (LendingArrow arrow in timeline.Arrows)
        {
            Numbers(json, [arrow.Time, arrow.Donor, arrow.Owner, arrow.Processor, arrow.Lock]);
        }

        json.WriteEndArray();
        json.WriteStartArray("marks");
        foreach (TimelineMark mark in timeline.Marks)
        {
            Numbers(json, [mark.Time, (long)mark.Kind, mark.Thread, mark.Other, mark.Processor, mark.Lock, mark.Amount]);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Tracks(Utf8JsonWriter json, string name, IReadOnlyList<TimelineTrack> tracks)
    {
        json.WriteStartArray(name);
        foreach (TimelineTrack track in tracks)
        {
            json.WriteStartObject();
            json.WriteString("name", track.Name);
            if (track is ThreadTrack thread)
            {
                json.WriteString("task", thread.Task);
                json.WriteStartArray("policies");
                foreach (TimelinePolicy policy in thread.Policies)
                {
                    json.WriteStartArray();
                    json.WriteNumberValue(policy.Since);
                    json.WriteStringValue(policy.Name);
                    json.WriteEndArray();
                }

                json.WriteEndArray();
            }

            json.WriteStartArray("spans");
            long end = 0;
            foreach (TimelineSpan span in track.Spans)
            {
                json.WriteNumberValue(span.Start - end);
                json.WriteNumberValue(span.Length);
                json.WriteNumberValue((int)span.State);
                json.WriteNumberValue(span.Thread);
                json.WriteNumberValue(span.Other);
                json.WriteNumberValue(span.Processor);
                json.WriteNumberValue(span.Lock);
                end = span.End;
                if (json.BytesPending > FlushEvery)
                {
                    json.Flush();
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ReportedTask task)
    {
        TaskMeasure activity = task.Activity;
        json.WriteStartObject();
        json.WriteString("name", activity.Name);
        json.WriteString("policy", activity.Policy);
        json.WriteNumber("threads", task.Threads);
        json.WriteNumber("rounds", activity.LoopCount);
        Write(json, "response", activity.ResponseTime);
        Write(json, "wakeUp", activity.WakeUpLatency);
        json.WriteNumber("deadlines", activity.Slack.Count);
        json.WriteNumber("missed", activity.Slack.MissedCount);
        json.WriteNumber("leastSlack", activity.Slack.Min);
        Optional(json, "inverted", task.Inverted);
        Optional(json, "ran", task.Ran);
        Optional(json, "lent", task.Lent);
        Optional(json, "borrowed", task.Borrowed);
        json.WritePropertyName("overTime");
        Write(json, task.LongestResponses);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReportedSeries? series)
    {
        if (series is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteNumber("step", series.Step);
        json.WriteStartArray("values");
        foreach (long? value in series.Values)
        {
            if (value is { } known)
            {
                json.WriteNumberValue(known);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LockMeasure mutex)
    {
        json.WriteStartObject();
        json.WriteString("name", mutex.Name);
        Write(json, "wait", mutex.WaitTime);
        Write(json, "hold", mutex.HoldTime);
        json.WriteStartArray("tasks");
        foreach (TaskLockMeasure task in mutex.Tasks)
        {
            json.WriteStartObject();
            json.WriteString("name", task.Task);
            Write(json, "wait", task.WaitTime);
            Write(json, "hold", task.HoldTime);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Distribution distribution)
    {
        json.WriteStartObject(name);
        json.WriteNumber("count", distribution.Count);
        json.WriteNumber("min", distribution.Min);
        json.WriteNumber("p50", distribution.P50);
        json.WriteNumber("p99", distribution.P99);
        json.WriteNumber("p999", distribution.P999);
        json.WriteNumber("max", distribution.Max);
        json.WriteStartArray("curve");
        foreach (CurvePoint point in distribution.Curve)
        {
            json.WriteNumberValue(Math.Round(point.Share, 6));
            json.WriteNumberValue(point.Value);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReportedInversion inversion)
    {
        json.WriteStartObject();
        json.WriteNumber("start", inversion.Start);
        json.WriteNumber("end", inversion.End);
        json.WriteString("victim", inversion.Victim);
        json.WriteNumber("amount", inversion.Amount);
        json.WriteStartArray("sentence");
        foreach (Phrase phrase in inversion.Sentence)
        {
            if (phrase.IsName)
            {
                json.WriteStartObject();
                json.WriteString("name", phrase.Text);
                json.WriteEndObject();
            }
            else
            {
                json.WriteStringValue(phrase.Text);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void Numbers(Utf8JsonWriter json, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray();
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static void Optional(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
