// A timeline in the Trace Event Format, the JSON that ui.perfetto.dev and chrome://tracing open.
//
// Processors, threads and mutexes are three "processes", and each track is a "thread" of its process. A span is a complete
// event (ph X), which cannot be unbalanced; its name says the state and, after it, with whom or for what, so that Perfetto,
// which colours by name, tells the states apart; chrome://tracing goes by cname. A loan is a flow (ph s, f) that begins in the
// donor's span and ends in that of the thread that runs in its place. The viewers bind a flow to the span that is open at its
// moment and stands before it in the file: hence all spans of a moment come first.
//
// Times are microseconds with three decimals, so that no nanosecond is lost. The same timeline gives the same bytes.

using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Baton.Timelines;

/// <summary>Writes timelines for Perfetto and chrome://tracing.</summary>
public static class TraceEventWriter
{
    private const int ProcessorsId = 1;
    private const int ThreadsId = 2;
    private const int LocksId = 3;

    /// <summary>Writes a timeline, one event a line, as UTF-8.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="timeline">What to write.</param>
    /// <param name="facts">What else is known of the run, such as the workload and the seed; viewers show it as metadata.</param>
    public static void Write(Stream stream, Timeline timeline, IReadOnlyDictionary<string, string> facts)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(timeline);
        ArgumentNullException.ThrowIfNull(facts);
        using var lines = new LineWriter(stream);
        lines.Begin(facts);
        NameTracks(lines, ProcessorsId, "CPUs", timeline.Processors);
        NameTracks(lines, ThreadsId, "Threads", timeline.Threads);
        NameTracks(lines, LocksId, "Mutexes", timeline.Locks);
        foreach (Entry entry in Entries(timeline))
        {
            entry.Write(lines, timeline);
        }

        lines.End();
    }

    private static void NameTracks(LineWriter lines, int process, string name, IReadOnlyList<TimelineTrack> tracks)
    {
        lines.Metadata("process_name", process, null, name);
        lines.Metadata("process_sort_index", process, null, process);
        for (int track = 0; track < tracks.Count; track++)
        {
            lines.Metadata("thread_name", process, track, tracks[track].Name);
            lines.Metadata("thread_sort_index", process, track, track);
        }
    }

    /// <summary>All events by time; within a moment spans, then flows, then marks, each by track.</summary>
    private static List<Entry> Entries(Timeline timeline)
    {
        var entries = new List<Entry>();
        AddSpans(entries, ProcessorsId, timeline.Processors);
        AddSpans(entries, ThreadsId, timeline.Threads);
        AddSpans(entries, LocksId, timeline.Locks);
        for (int i = 0; i < timeline.Arrows.Count; i++)
        {
            entries.Add(new Entry(timeline.Arrows[i].Time, Order: 1, 0, i));
        }

        for (int i = 0; i < timeline.Marks.Count; i++)
        {
            entries.Add(new Entry(timeline.Marks[i].Time, Order: 2, 0, i));
        }

        // Sort is not stable; no two entries compare equal.
        entries.Sort(static (a, b) =>
            a.Time != b.Time ? a.Time.CompareTo(b.Time)
            : a.Order != b.Order ? a.Order.CompareTo(b.Order)
            : a.Track != b.Track ? a.Track.CompareTo(b.Track)
            : a.Index.CompareTo(b.Index));
        return entries;
    }

    private static void AddSpans(List<Entry> entries, int process, IReadOnlyList<TimelineTrack> tracks)
    {
        for (int track = 0; track < tracks.Count; track++)
        {
            IReadOnlyList<TimelineSpan> spans = tracks[track].Spans;
            for (int i = 0; i < spans.Count; i++)
            {
                entries.Add(new Entry(spans[i].Start, Order: 0, ((long)process << 32) + track, i));
            }
        }
    }

    /// <summary>Where something stands in the file, and where to find it in the timeline.</summary>
    private readonly record struct Entry(long Time, int Order, long Track, int Index)
    {
        public void Write(LineWriter lines, Timeline timeline)
        {
            switch (Order)
            {
                case 0:
                    int process = (int)(Track >> 32);
                    int track = (int)Track;
                    IReadOnlyList<TimelineTrack> tracks = process switch
                    {
                        ProcessorsId => timeline.Processors,
                        ThreadsId => timeline.Threads,
                        _ => timeline.Locks,
                    };
                    lines.Span(process, track, tracks[track].Spans[Index], timeline);
                    break;
                case 1:
                    LendingArrow arrow = timeline.Arrows[Index];
                    lines.Flow("s", ThreadsId, arrow.Donor, arrow.Time, Index);
                    lines.Flow("f", ThreadsId, arrow.Owner, arrow.Time, Index);
                    break;
                default:
                    lines.Mark(timeline.Marks[Index], timeline);
                    break;
            }
        }
    }

    /// <summary>Writes single events.</summary>
    private sealed class LineWriter(Stream stream) : IDisposable
    {
        private readonly ArrayBufferWriter<byte> _buffer = new();
        private readonly Utf8JsonWriter _json = new(Stream.Null);
        private bool _isFirst = true;

        public void Begin(IReadOnlyDictionary<string, string> facts)
        {
            stream.Write("{\"displayTimeUnit\":\"ns\",\"otherData\":"u8);
            _json.Reset(_buffer);
            _json.WriteStartObject();
            foreach ((string key, string value) in facts)
            {
                _json.WriteString(key, value);
            }

            _json.WriteEndObject();
            Flush();
            stream.Write(",\"traceEvents\":[\n"u8);
        }

        public void End() => stream.Write("\n]}\n"u8);

        public void Dispose() => _json.Dispose();

        public void Metadata(string kind, int process, int? track, object value)
        {
            BeginEvent("M", kind, process, track ?? 0);
            _json.WriteStartObject("args");
            if (value is int number)
            {
                _json.WriteNumber("sort_index", number);
            }
            else
            {
                _json.WriteString("name", (string)value);
            }

            _json.WriteEndObject();
            EndEvent();
        }

        public void Span(int process, int track, in TimelineSpan span, Timeline timeline)
        {
            (string name, string colour) = process == LocksId
                ? ($"held by {timeline.Threads[span.Thread].Name}", "thread_state_iowait")
                : Describe(span, timeline, process == ProcessorsId);
            BeginEvent("X", name, process, track, span.Start);
            Microseconds("dur", span.Length);
            _json.WriteString("cat", span.State.ToString().ToLowerInvariant());
            _json.WriteString("cname", colour);
            _json.WriteStartObject("args");
            _json.WriteString("thread", timeline.Threads[span.Thread].Name);
            if (span.Other >= 0)
            {
                _json.WriteString(span.State == SpanState.Proxying ? "on behalf of" : "runs in its place", timeline.Threads[span.Other].Name);
            }

            if (span.Lock >= 0)
            {
                _json.WriteString("mutex", timeline.Locks[span.Lock].Name);
            }

            if (span.Processor >= 0)
            {
                _json.WriteNumber("cpu", span.Processor);
            }

            _json.WriteEndObject();
            EndEvent();
        }

        public void Flow(string phase, int process, int track, long time, int id)
        {
            BeginEvent(phase, "lends", process, track, time);
            _json.WriteString("cat", "donation");
            _json.WriteNumber("id", id + 1);

            // To the span around this moment, rather than to the next that begins.
            _json.WriteString("bp", "e");
            EndEvent();
        }

        public void Mark(in TimelineMark mark, Timeline timeline)
        {
            bool isOfProcessor = mark.Thread < 0;
            BeginEvent("i", NameOf(mark.Kind), isOfProcessor ? ProcessorsId : ThreadsId, isOfProcessor ? mark.Processor : mark.Thread, mark.Time);
            _json.WriteString("s", "t");
            _json.WriteString("cat", "mark");
            _json.WriteStartObject("args");
            if (mark.Other >= 0)
            {
                _json.WriteString("to", timeline.Threads[mark.Other].Name);
            }

            if (mark.Lock >= 0)
            {
                _json.WriteString("mutex", timeline.Locks[mark.Lock].Name);
            }

            if (mark.Amount != 0)
            {
                _json.WriteNumber("nanoseconds", mark.Amount);
            }

            _json.WriteEndObject();
            EndEvent();
        }

        private static (string Name, string Colour) Describe(in TimelineSpan span, Timeline timeline, bool isOfProcessor)
        {
            string who = timeline.Threads[span.Thread].Name;
            string other = span.Other >= 0 ? timeline.Threads[span.Other].Name : "";
            string mutex = span.Lock >= 0 ? timeline.Locks[span.Lock].Name : "a mutex";
            return span.State switch
            {
                SpanState.Running => (isOfProcessor ? who : "running", "thread_state_running"),
                SpanState.Proxying => (isOfProcessor ? $"{who} for {other}" : $"running for {other}", "rail_animation"),
                SpanState.Ready => ("runnable", "thread_state_runnable"),
                SpanState.Blocked => ($"blocked on {mutex}", "thread_state_uninterruptible"),
                SpanState.Donating => ($"donating to {other}", "rail_response"),
                _ => ("asleep", "thread_state_sleeping"),
            };
        }

        private static string NameOf(MarkKind kind) => kind switch
        {
            MarkKind.Handoff => "handoff",
            MarkKind.DeadlineMiss => "deadline miss",
            MarkKind.Cancellation => "cancelled",
            MarkKind.Interrupt => "interrupt",
            MarkKind.Fault => "fault",
            _ => "deadlock",
        };

        private void BeginEvent(string phase, string name, int process, int track, long? time = null)
        {
            _json.Reset(_buffer);
            _json.WriteStartObject();
            _json.WriteString("ph", phase);
            _json.WriteString("name", name);
            _json.WriteNumber("pid", process);
            _json.WriteNumber("tid", track);
            if (time is { } moment)
            {
                Microseconds("ts", moment);
            }
        }

        private void EndEvent()
        {
            _json.WriteEndObject();
            if (!_isFirst)
            {
                stream.Write(",\n"u8);
            }

            _isFirst = false;
            Flush();
        }

        private void Flush()
        {
            _json.Flush();
            stream.Write(_buffer.WrittenSpan);
            _buffer.ResetWrittenCount();
        }

        private void Microseconds(string name, long nanoseconds)
        {
            Span<byte> text = stackalloc byte[32];
            bool fits = Encoding.UTF8.TryGetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1000}.{nanoseconds % 1000:000}"), text, out int length);
            _json.WritePropertyName(name);
            _json.WriteRawValue(text[..(fits ? length : 0)], skipInputValidation: true);
        }
    }
}
