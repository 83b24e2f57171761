// From an owner word to the fiber that owns: the one thing that the walk must find and that the mutex has no room for.
//
// An acquisition by a fiber takes its name here instead of from the process-wide counter:
//
//      63 62  61        52 51                       30 29                       4 3    0
//      +-+--+-------------+---------------------------+--------------------------+------+
//      |0| 1| scheduler   | slot in the table         | stamp                    | flags|
//      +-+--+-------------+---------------------------+--------------------------+------+
//
// Bit 62 tells such a name from the others, which will not get there in centuries. A slot is given to a fiber at its
// first acquisition, or to an OS thread of the scheduler, whose current fiber is then meant; it is used again when the
// fiber has ended. The stamp counts on within a slot, so that a name is told apart from those of earlier fibers in it.

using Baton.Locking;

namespace Baton.Scheduling;

/// <summary>The fibers of a scheduler that have owned a mutex, by the names of their acquisitions.</summary>
internal sealed class FiberTable(int schedulerNumber)
{
    private const long Tag = 1L << 62;
    private const int SchedulerShift = 52;
    private const int SlotShift = 30;
    private const long Stamps = (1L << SlotShift) - Identity.Unit;
    private const int SlotBits = SchedulerShift - SlotShift;
    private const int SegmentBits = 10;
    private const int SegmentSize = 1 << SegmentBits;

    /// <summary>How many schedulers there can be at a time.</summary>
    public const int SchedulersMax = 1 << (62 - SchedulerShift);

    private readonly AtomicReference<Entry[]?>[] _segments = new AtomicReference<Entry[]?>[1 << (SlotBits - SegmentBits)];
    private readonly Stack<int> _free = new();
    private readonly long _prefix = Tag | ((long)schedulerNumber << SchedulerShift);
    private Latch _lock;
    private int _used;

    /// <summary>
    /// Gives <paramref name="holder"/>, a <see cref="FiberCore"/> or a <see cref="Caller"/>, a slot; returns the first
    /// name that belongs to it. It has the names from there to <see cref="LastOf"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">Four million fibers own mutexes, or have owned one and not ended.</exception>
    public long Add(object holder)
    {
        _lock.Take();
        int slot;
        if (!_free.TryPop(out slot))
        {
            slot = _used;
            if (slot == 1 << SlotBits)
            {
                _lock.Release();
                throw new InvalidOperationException(
                    $"More than {1 << SlotBits:N0} fibers of one scheduler use mutexes at the same time. Use several schedulers.");
            }

            _used++;
            if (slot % SegmentSize == 0)
            {
                _segments[slot >> SegmentBits].Store(new Entry[SegmentSize], MemoryOrder.Release);
            }
        }

        ref Entry entry = ref EntryOf(slot);
        long first = _prefix | ((long)slot << SlotShift) | entry.NextStamp;
        entry.Holder.Store(holder, MemoryOrder.Release);
        _lock.Release();
        return first;
    }

    /// <summary>A caller for an OS thread of the scheduler, which sleeps on <paramref name="word"/>: what it owns by its own
    /// name, its current fiber owns.</summary>
    public Caller AddThread(FutexWord word)
    {
        // Nobody can ask for the name before the caller has it.
        long name = Add(this);
        var caller = new Caller(word, name);
        EntryOf(SlotOf(name)).Holder.Store(caller, MemoryOrder.Release);
        return caller;
    }

    /// <summary>Gives back the slot of a caller whose thread ends.</summary>
    public void RemoveThread(Caller caller) => Remove(After(caller.Id));

    /// <summary>The last name in the slot of <paramref name="name"/>; the next is its first name again.</summary>
    public static long LastOf(long name) => name | Stamps;

    /// <summary>The name after this one in its slot.</summary>
    public static long After(long name) => (name & ~Stamps) | ((name + Identity.Unit) & Stamps);

    /// <summary>Gives a slot back; <paramref name="next"/> is the first of its names that was not used.</summary>
    public void Remove(long next)
    {
        int slot = SlotOf(next);
        _lock.Take();
        ref Entry entry = ref EntryOf(slot);
        entry.NextStamp = next & Stamps;
        entry.Holder.Store(null, MemoryOrder.Release);
        _free.Push(slot);
        _lock.Release();
    }

    /// <summary>The fiber that owns what carries this name; null if it is no fiber of this scheduler.</summary>
    public FiberCore? Find(long name)
    {
        if ((name & ~((1L << SchedulerShift) - 1)) != _prefix)
        {
            return null;
        }

        return EntryOf(SlotOf(name)).Holder.Load(MemoryOrder.Acquire) switch
        {
            FiberCore fiber when fiber.Owns(name) => fiber,
            Caller caller => caller.Fiber as FiberCore,
            _ => null,
        };
    }

    private static int SlotOf(long name) => (int)((name >> SlotShift) & ((1 << SlotBits) - 1));

    private ref Entry EntryOf(int slot) =>
        ref _segments[slot >> SegmentBits].Load(MemoryOrder.Acquire)![slot & (SegmentSize - 1)];

    private struct Entry
    {
        public AtomicReference<object?> Holder;
        public long NextStamp;
    }
}

/// <summary>The names that one fiber gives to its acquisitions. Drawn by the fiber while it runs; asked about by anybody.</summary>
internal struct FiberIds
{
    private AtomicInt64 _first;
    private AtomicInt64 _next;

    /// <summary>A name that was not given before.</summary>
    public long Next(FiberTable table, FiberCore fiber)
    {
        long name = _next.Load(MemoryOrder.Relaxed);
        if (name == 0)
        {
            name = table.Add(fiber);
            _first.Store(name, MemoryOrder.Relaxed);
        }

        _next.Store(FiberTable.After(name), MemoryOrder.Release);
        return name;
    }

    /// <summary>Whether the name was drawn here, which may be long ago.</summary>
    public readonly bool Include(long name)
    {
        long first = _first.Load(MemoryOrder.Relaxed);
        long next = _next.Load(MemoryOrder.Acquire);
        return first < next ? name >= first && name < next : name >= first || name < next;
    }

    /// <summary>Gives the slot back, if there is one.</summary>
    public void Release(FiberTable table)
    {
        long next = _next.Load(MemoryOrder.Relaxed);
        if (next != 0)
        {
            table.Remove(next);
            _next.Store(0, MemoryOrder.Relaxed);
        }
    }
}
