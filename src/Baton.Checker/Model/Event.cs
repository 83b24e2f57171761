// One node of an execution graph.
//
// A read-modify-write is two events, as in the literature: an Update read and, if it succeeds, the Write that follows
// it in its thread. A thread that waits in a named waiting call has a Wait event as its last: a marker that says which
// writes have already been offered to it, and no part of the execution (see Exploration/Explorer.cs).

namespace Baton.Checker.Model;

/// <summary>What an event is.</summary>
internal enum EventKind : byte
{
    /// <summary>An atomic load.</summary>
    Read,

    /// <summary>The reading half of a read-modify-write, successful or not.</summary>
    Update,

    /// <summary>An atomic store, or the writing half of a read-modify-write.</summary>
    Write,

    /// <summary>A fence.</summary>
    Fence,

    /// <summary>A read of an ordinary field.</summary>
    PlainRead,

    /// <summary>A write of an ordinary field.</summary>
    PlainWrite,

    /// <summary>A decision of the environment.</summary>
    Choice,

    /// <summary>The thread waits in a named waiting call whose condition is not met.</summary>
    Wait,

    /// <summary>The thread went no further: an assumption failed, a condition over several words was not met, or
    /// the step bound was reached.</summary>
    Stuck,
}

/// <summary>Facts about an event that are not its kind.</summary>
[Flags]
internal enum EventFlags : ushort
{
    /// <summary>None of the others.</summary>
    None = 0,

    /// <summary>Acquires, under the mapping in force.</summary>
    Acquire = 1,

    /// <summary>Releases, under the mapping in force.</summary>
    Release = 2,

    /// <summary>A sequentially consistent fence.</summary>
    SequentiallyConsistent = 4,

    /// <summary>A read of a named waiting call: it is there only because its value met the condition.</summary>
    Await = 8,

    /// <summary>A wait that may end without its condition, which another branch of the exploration covers.</summary>
    Bounded = 16,

    /// <summary>An Update whose write was made, or that write.</summary>
    Exclusive = 32,

    /// <summary>A write that was once read, by a revisit, by an event with an earlier stamp.</summary>
    ReadEarly = 64,

    /// <summary>A Wait that stands for an Update rather than for a Read.</summary>
    UpdatesWhenMet = 128,

    /// <summary>A read of a named waiting call that a revisit made read what does not meet its condition: its thread waits
    /// until another revisit makes it read something else.</summary>
    Unmet = 256,

    /// <summary>An Update that confirms the read before it: it reads what that one read, in this and no other execution.</summary>
    Confirms = 512,
}

/// <summary>What a read-modify-write computes.</summary>
internal enum UpdateKind : byte
{
    /// <summary>Desired if the value is the operand; else no write.</summary>
    CompareExchange,

    /// <summary>Desired unless the value is the operand; then no write.</summary>
    ExchangeUnless,

    /// <summary>The operand.</summary>
    Exchange,

    /// <summary>Value plus operand, 64 bits.</summary>
    Add,

    /// <summary>Value plus operand, 32 bits.</summary>
    Add32,

    /// <summary>Value or operand.</summary>
    Or,

    /// <summary>Value and operand.</summary>
    And,
}

/// <summary>Why a thread is stuck.</summary>
internal enum StuckReason : byte
{
    /// <summary>The program asked to discard this execution.</summary>
    Assumption,

    /// <summary>A condition over several words was evaluated and not met.</summary>
    Condition,

    /// <summary>The thread took more steps than the bound allows.</summary>
    StepBound,
}

/// <summary>One event; its number in the graph is also its stamp: events are numbered as they are added.</summary>
internal struct Event
{
    /// <summary>The write before all writes, to every location.</summary>
    public const int Initial = -1;

    public EventKind Kind;
    public EventFlags Flags;
    public UpdateKind Operation;
    public MemoryOrder Order;
    public MemoryOrder FailureOrder;
    public byte Thread;

    /// <summary>Position in its thread.</summary>
    public ushort Index;

    /// <summary>The location, or -1.</summary>
    public int Location;

    /// <summary>For reads: the number of the write read, or <see cref="Initial"/>.</summary>
    public int ReadsFrom;

    /// <summary>For writes: position in the modification order; the initial write is 0. For a Wait: events with
    /// a smaller number have been offered. For a Stuck condition: where in the thread its evaluation began.</summary>
    public int Rank;

    /// <summary>For awaits: which evaluator decides.</summary>
    public int Condition;

    /// <summary>The value read or written, or the choice made.</summary>
    public long Value;

    /// <summary>Update: the operand, or the expected value. Await: first half of the condition. Choice: how many.</summary>
    public long Operand;

    /// <summary>Compare-exchange: the desired value. Await: second half of the condition.</summary>
    public long Desired;

    /// <summary>What happens before it, itself included.</summary>
    public Clock Before;

    /// <summary>What it depends on through program order and reads-from, itself included.</summary>
    public Clock Prefix;

    /// <summary>For writes: what a read that acquires from it learns.</summary>
    public Clock Message;

    /// <summary>Whether it is an atomic read.</summary>
    public readonly bool IsRead => Kind is EventKind.Read or EventKind.Update;

    /// <summary>Whether the flag is set.</summary>
    public readonly bool Is(EventFlags flag) => (Flags & flag) != 0;

    /// <summary>What the update makes of <paramref name="seen"/>; false if it writes nothing.</summary>
    public readonly bool TryUpdate(long seen, out long written)
    {
        written = Operation switch
        {
            UpdateKind.CompareExchange or UpdateKind.ExchangeUnless => Desired,
            UpdateKind.Exchange => Operand,
            UpdateKind.Add => unchecked(seen + Operand),
            UpdateKind.Add32 => unchecked((int)seen + (int)Operand),
            UpdateKind.Or => seen | Operand,
            _ => seen & Operand,
        };
        return Operation switch
        {
            UpdateKind.CompareExchange => seen == Operand,
            UpdateKind.ExchangeUnless => seen != Operand,
            _ => true,
        };
    }
}
