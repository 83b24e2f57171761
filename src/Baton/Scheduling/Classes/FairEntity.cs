namespace Baton.Scheduling.Classes;

/// <summary>
/// The standing of a fair fiber. In a queue: its virtual runtime and virtual deadline. In none: what remains of both, its
/// lag and how far the deadline was away.
/// </summary>
/// <remarks>Virtual time is nanoseconds at nice 0: a fiber of twice the weight takes half as much for the same run. Of the two
/// pairs of numbers only one means something at a time, so there is room for one pair: millions of fibers may be asleep.
/// </remarks>
internal sealed class FairEntity : TreeEntity
{
    // What the last charges could not express in whole units of virtual time: a fraction of 1/Weight. With it, many short
    // runs cost the same as one long one.
    private int _fraction;
    private sbyte _nice;
    private bool _isBatch;

    /// <summary>A fiber that begins, neither ahead nor behind.</summary>
    public FairEntity(SchedulingPolicy policy)
    {
        Adopt(policy);

        // The others are halfway through their slices, on average; who begins joins them there.
        DeadlineDistance = VirtualSlice / 2;
    }

    /// <inheritdoc/>
    public override SchedulingPolicy Policy => _isBatch ? SchedulingPolicy.Batch(_nice) : SchedulingPolicy.Normal(_nice);

    /// <inheritdoc/>
    public override long Entitlement => FairEntitlement;

    /// <inheritdoc/>
    public override int Rank => 1;

    /// <summary>Its weight among the others.</summary>
    public int Weight => NiceWeight.Of(_nice);

    /// <summary>Whether it gets longer slices and never preempts.</summary>
    public bool IsBatch => _isBatch;

    /// <summary>How far it has come, in virtual time. Only while it is in a queue.</summary>
    public long Runtime => Value;

    /// <summary>When its slice should be over, in virtual time. Only while it is in a queue and not delayed.</summary>
    public long Deadline => Key;

    /// <summary>What it is behind (positive) or ahead (negative), in virtual time. Only while it is in no queue.</summary>
    public long Lag
    {
        get => Value;
        private set => Value = value;
    }

    /// <summary>Whether it sleeps, and stays in the queue only to pay for being ahead.</summary>
    public bool IsDelayed { get; private set; }

    /// <summary>Its slice in virtual time.</summary>
    public long VirtualSlice => ToVirtual(_isBatch ? FairQueue.BatchSlice : FairQueue.Slice);

    /// <summary>How far its deadline is away from its runtime. Only while it is in no queue.</summary>
    private long DeadlineDistance
    {
        get => Key;
        set => Key = value;
    }

    // More than that, ahead or behind, is not carried over a time outside the queue.
    private long LagLimit => ToVirtual((_isBatch ? FairQueue.BatchSlice : FairQueue.Slice) + FairQueue.Tick);

    /// <summary>It enters the queue, whose clock is <paramref name="clock"/>, with the lag that it left with.</summary>
    public void Enter(ref VirtualClock clock, EnqueueReason reason)
    {
        // Its own coming moves the average towards it. To be behind by its lag afterwards, it has to come in farther away,
        // by as much as its weight adds to the others'. (The lag times the weight is limited, whatever the weight.)
        long distance = clock.Weight == 0 ? 0 : Lag + (Lag * Weight / clock.Weight);
        long left = reason == EnqueueReason.Woken ? VirtualSlice : DeadlineDistance;
        Value = clock.Read() - distance;
        Key = Value + left;
        clock.Add(Value, Weight);
    }

    /// <summary>It leaves the queue, and remembers its lag and how far its deadline was away.</summary>
    public void Leave(ref VirtualClock clock)
    {
        long lag = clock.Read() - Value;
        if (IsDelayed)
        {
            // It has stayed to be ahead no longer, not to be behind.
            lag = Math.Min(lag, 0);
            IsDelayed = false;
            Key = Value + VirtualSlice;
        }

        clock.Remove(Value, Weight);
        DeadlineDistance = Key - Value;
        Lag = Math.Clamp(lag, -LagLimit, LagLimit);
    }

    /// <summary>It sleeps, but pays first: for the tree of those who do.</summary>
    public void Delay()
    {
        IsDelayed = true;
        Key = Value;
    }

    /// <summary>It is woken before it has paid; or just when it has, and is neither behind nor ahead.</summary>
    public void EndDelay(ref VirtualClock clock)
    {
        long lag = clock.Read() - Value;
        if (lag > 0)
        {
            Value += lag;
            clock.Move(lag, Weight);
        }

        IsDelayed = false;
        BeginSlice();
    }

    /// <summary>Runs, or lets somebody run in its place; returns whether the slice came to its end, and another begins.</summary>
    public bool Run(long ran, ref VirtualClock clock)
    {
        // The product fits for runs of up to 100 days.
        long by = ran;
        int weight = Weight;
        if (weight != NiceWeight.Unit)
        {
            (by, long fraction) = Math.DivRem((ran * NiceWeight.Unit) + _fraction, weight);
            _fraction = (int)fraction;
        }

        Value += by;
        clock.Move(by, weight);
        if (Value - Key < 0)
        {
            return false;
        }

        BeginSlice();
        return true;
    }

    /// <summary>A new slice from here on.</summary>
    public void BeginSlice() => Key = Value + VirtualSlice;

    /// <summary>How long it has to run to come to the end of its slice, in nanoseconds.</summary>
    public long SliceLeft() => ((((Key - Value) * Weight) - _fraction) + NiceWeight.Unit - 1) / NiceWeight.Unit;

    /// <inheritdoc/>
    protected override bool TryAdopt(SchedulingPolicy policy)
    {
        if (policy.Kind is not (SchedulingPolicyKind.Normal or SchedulingPolicyKind.Batch))
        {
            return false;
        }

        // What it is owed in real time, and how far its deadline is away in real time, remain.
        int oldWeight = Weight;
        Adopt(policy);
        Lag = Math.Clamp(Lag * oldWeight / Weight, -LagLimit, LagLimit);
        DeadlineDistance = DeadlineDistance * oldWeight / Weight;
        return true;
    }

    private void Adopt(SchedulingPolicy policy)
    {
        _nice = (sbyte)policy.Nice;
        _isBatch = policy.Kind == SchedulingPolicyKind.Batch;
        _fraction = 0;
    }

    private long ToVirtual(long nanoseconds) =>
        Weight == NiceWeight.Unit ? nanoseconds : nanoseconds * NiceWeight.Unit / Weight;
}
