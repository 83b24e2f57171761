namespace Baton.Simulator.World;

/// <summary>What can be due in virtual time.</summary>
internal enum OccurrenceKind : byte
{
    /// <summary>A fiber is started; the subject is the fiber.</summary>
    FiberStarts,

    /// <summary>A sleep is over; the subject is the fiber.</summary>
    SleepEnds,

    /// <summary>A wake that was delayed reaches its fiber.</summary>
    WakeArrives,

    /// <summary>The running fiber has done its present work; the subject is the processor.</summary>
    WorkEnds,

    /// <summary>The worker wants its tick; the subject is the processor.</summary>
    Tick,

    /// <summary>A kick reaches the processor.</summary>
    KickArrives,

    /// <summary>The processor serves an interrupt.</summary>
    Interrupt,

    /// <summary>Something is to go wrong.</summary>
    Fault,
}

/// <summary>Something that is due. <see cref="Version"/> tells whether it is still meant: what it was scheduled for may be over.</summary>
internal readonly record struct Occurrence(long Time, long Sequence, int Subject, int Version, OccurrenceKind Kind);

/// <summary>
/// What is due when, the earliest first; of two at the same time, the one that was scheduled first. That second rule is
/// what makes a simulation the same on every machine.
/// </summary>
internal sealed class EventHeap
{
    // Four children a node: half as many levels as two, and the children of a node share cache lines.
    private const int Arity = 4;

    private Occurrence[] _items = new Occurrence[256];
    private long _sequence;

    public int Count { get; private set; }

    public void Push(long time, OccurrenceKind kind, int subject, int version = 0)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Count * 2);
        }

        var item = new Occurrence(time, ++_sequence, subject, version, kind);
        int index = Count++;
        while (index > 0)
        {
            int parent = (index - 1) / Arity;
            if (!IsBefore(item, _items[parent]))
            {
                break;
            }

            _items[index] = _items[parent];
            index = parent;
        }

        _items[index] = item;
    }

    public bool TryPop(out Occurrence earliest)
    {
        if (Count == 0)
        {
            earliest = default;
            return false;
        }

        earliest = _items[0];
        Occurrence last = _items[--Count];
        int index = 0;
        while (true)
        {
            int first = (index * Arity) + 1;
            if (first >= Count)
            {
                break;
            }

            int least = first;
            for (int child = first + 1; child < Math.Min(first + Arity, Count); child++)
            {
                if (IsBefore(_items[child], _items[least]))
                {
                    least = child;
                }
            }

            if (!IsBefore(_items[least], last))
            {
                break;
            }

            _items[index] = _items[least];
            index = least;
        }

        _items[index] = last;
        return true;
    }

    private static bool IsBefore(in Occurrence a, in Occurrence b) =>
        a.Time != b.Time ? a.Time < b.Time : a.Sequence < b.Sequence;
}
