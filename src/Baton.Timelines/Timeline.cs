// What a run looked like: a track for each processor, thread and mutex, each a row of spans that follow one another in time.
//
// The model knows nothing of where it comes from. A simulation fills it through a TimelineBuilder, and so can a run on real
// threads; a trace for Perfetto and the report page are made from it, and from nothing else. All times are nanoseconds since
// the beginning of the run. Threads, processors and mutexes are numbers, which are the places of their tracks; -1 is none.

namespace Baton.Timelines;

/// <summary>What a span says about whom its track is of.</summary>
public enum SpanState : byte
{
    /// <summary>The thread runs, and pays for it itself.</summary>
    Running,

    /// <summary>The thread runs, and <see cref="TimelineSpan.Other"/> pays: it waits for what this one will unlock.</summary>
    Proxying,

    /// <summary>The thread could run, and does not.</summary>
    Ready,

    /// <summary>The thread waits for <see cref="TimelineSpan.Lock"/>, and nobody runs on its behalf.</summary>
    Blocked,

    /// <summary>The thread does not run, and pays for <see cref="TimelineSpan.Other"/>, which runs in its place.</summary>
    Donating,

    /// <summary>The thread waits for a time, or for another thread.</summary>
    Asleep,

    /// <summary>The mutex is held by <see cref="TimelineSpan.Thread"/>. Only on tracks of mutexes.</summary>
    Held,
}

/// <summary>A stretch of time in which nothing changed on a track.</summary>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it ends, later than it begins.</param>
/// <param name="State">What went on.</param>
/// <param name="Thread">The thread that it is about: who runs, waits or holds.</param>
/// <param name="Other">Who pays for a thread that is proxying; who runs for one that is donating.</param>
/// <param name="Processor">Where it ran, or would have to.</param>
/// <param name="Lock">What it waits for, or what is held.</param>
public readonly record struct TimelineSpan(
    long Start, long End, SpanState State, int Thread, int Other = -1, int Processor = -1, int Lock = -1)
{
    /// <summary>How long it lasts.</summary>
    public long Length => End - Start;
}

/// <summary>A row of spans in the order of time. They do not overlap; where there is none, there is nothing to say.</summary>
/// <param name="Name">The name of the processor, thread or mutex.</param>
/// <param name="Spans">What went on there.</param>
public record TimelineTrack(string Name, IReadOnlyList<TimelineSpan> Spans);

/// <summary>The track of a thread.</summary>
/// <param name="Name">The thread's name.</param>
/// <param name="Spans">What it did.</param>
/// <param name="Task">The task that it is one of.</param>
/// <param name="Policies">Its policies, in the order in which it had them; the first is from 0.</param>
public sealed record ThreadTrack(string Name, IReadOnlyList<TimelineSpan> Spans, string Task, IReadOnlyList<TimelinePolicy> Policies)
    : TimelineTrack(Name, Spans)
{
    /// <summary>What the thread is entitled to at a moment; more is more urgent.</summary>
    public int EntitlementAt(long time)
    {
        int index = Policies.Count - 1;
        while (index > 0 && Policies[index].Since > time)
        {
            index--;
        }

        return Policies[index].Entitlement;
    }
}

/// <summary>A policy that a thread had.</summary>
/// <param name="Since">From when.</param>
/// <param name="Name">The policy in words.</param>
/// <param name="Entitlement">What it is entitled to beside others of the same timeline; more is more urgent.</param>
public readonly record struct TimelinePolicy(long Since, string Name, int Entitlement);

/// <summary>The moment from which one thread lends to another: from the donor to who runs in its place.</summary>
/// <param name="Time">When. Both have a span that this moment is in: the one donates, the other is its proxy.</param>
/// <param name="Donor">Who lends.</param>
/// <param name="Owner">Who runs.</param>
/// <param name="Processor">Where.</param>
/// <param name="Lock">What the donor waits for.</param>
public readonly record struct LendingArrow(long Time, int Donor, int Owner, int Processor, int Lock);

/// <summary>What may happen at a moment.</summary>
public enum MarkKind : byte
{
    /// <summary>The thread gave the mutex to the other, for whom it ran.</summary>
    Handoff,

    /// <summary>The thread came to its timer too late, by <see cref="TimelineMark.Amount"/> nanoseconds.</summary>
    DeadlineMiss,

    /// <summary>The thread's wait for the mutex was cancelled.</summary>
    Cancellation,

    /// <summary>The processor began to serve an interrupt of <see cref="TimelineMark.Amount"/> nanoseconds.</summary>
    Interrupt,

    /// <summary>Something was made to go wrong with the thread.</summary>
    Fault,

    /// <summary>The thread waits in a circle.</summary>
    Deadlock,
}

/// <summary>Something that happened at a moment.</summary>
/// <param name="Time">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Thread">To whom.</param>
/// <param name="Other">To whom the mutex was given.</param>
/// <param name="Processor">Where.</param>
/// <param name="Lock">The mutex, if one has to do with it.</param>
/// <param name="Amount">Nanoseconds, where the kind has them.</param>
public readonly record struct TimelineMark(
    long Time, MarkKind Kind, int Thread, int Other = -1, int Processor = -1, int Lock = -1, long Amount = 0);

/// <summary>What a run looked like.</summary>
public sealed record Timeline
{
    /// <summary>When the run ended.</summary>
    public required long EndTime { get; init; }

    /// <summary>The processors: who ran there.</summary>
    public required IReadOnlyList<TimelineTrack> Processors { get; init; }

    /// <summary>The threads: what each did.</summary>
    public required IReadOnlyList<ThreadTrack> Threads { get; init; }

    /// <summary>The mutexes: who held each.</summary>
    public required IReadOnlyList<TimelineTrack> Locks { get; init; }

    /// <summary>Who lent to whom, in the order of time.</summary>
    public required IReadOnlyList<LendingArrow> Arrows { get; init; }

    /// <summary>What happened at single moments, in the order of time.</summary>
    public required IReadOnlyList<TimelineMark> Marks { get; init; }

    /// <summary>How many spans there are on all tracks.</summary>
    public long SpanCount => Tracks.Sum(track => (long)track.Spans.Count);

    private IEnumerable<TimelineTrack> Tracks => Processors.Concat(Threads).Concat(Locks);

    /// <summary>As much from the beginning as has at most so many spans, or all of it.</summary>
    public Timeline UpTo(int spansMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(spansMax);
        if (SpanCount <= spansMax)
        {
            return this;
        }

        // What begins before the moment at which one span too many does.
        long[] starts = [.. Tracks.SelectMany(track => track.Spans).Select(span => span.Start)];
        Array.Sort(starts);
        long end = starts[spansMax];
        return new Timeline
        {
            EndTime = end,
            Processors = [.. Processors.Select(track => track with { Spans = UpTo(track, end) })],
            Threads = [.. Threads.Select(track => track with { Spans = UpTo(track, end) })],
            Locks = [.. Locks.Select(track => track with { Spans = UpTo(track, end) })],
            Arrows = [.. Arrows.TakeWhile(arrow => arrow.Time < end)],
            Marks = [.. Marks.TakeWhile(mark => mark.Time < end)],
        };
    }

    private static IReadOnlyList<TimelineSpan> UpTo(TimelineTrack track, long end) =>
        [.. track.Spans.TakeWhile(span => span.Start < end).Select(span => span.End <= end ? span : span with { End = end })];
}
