// A constant-bandwidth server: so much runtime in every period, by a deadline in it. The period begins, the budget is the
// whole runtime; who runs spends it; when it is gone, the fiber is throttled until the next period begins. From that:
//
//   (1) Periods begin at least one period apart, except by (2), and each brings one runtime at most.
//   (2) Who wakes up with so much budget left, so close to its deadline, that it would get more than its bandwidth,
//       begins a new period at once: it had used less than its share of the old one (the CBS wake-up rule). If the
//       deadline is earlier than the end of the period, it keeps the deadline and has its budget cut to what fits (the
//       revised rule of Linux): there, a new period would be more than its share.
//   (3) Who has run past its budget, because nothing could stop it in time, owes that. Each period pays one runtime of
//       the debt, and the fiber is throttled until it is paid. Linux lets it run again at the next period, with a later
//       deadline; but where a fiber runs on until it awaits, overruns are no rare exception, and the bandwidth is a promise
//       to the lower classes too.
//
// Times are nanoseconds; runtime, deadline and period are at most an hour, so that sums and differences cannot overflow.

namespace Baton.Scheduling.Classes;

/// <summary>The standing of a deadline fiber: its budget, its deadline, and when the next period begins.</summary>
internal sealed class DeadlineEntity : TreeEntity
{
    private long _runtime;
    private long _relativeDeadline;
    private long _period;
    private long _budget;
    private long _deadline;
    private long _nextPeriod;
    private bool _hasBegun;

    /// <summary>A fiber whose first period begins when it is enqueued.</summary>
    public DeadlineEntity(SchedulingPolicy policy) => Adopt(policy);

    /// <inheritdoc/>
    public override SchedulingPolicy Policy => SchedulingPolicy.Deadline(ToTimeSpan(_runtime), ToTimeSpan(_relativeDeadline), ToTimeSpan(_period));

    /// <inheritdoc/>
    public override long Entitlement => IsThrottled ? ThrottledEntitlement : long.MaxValue - Math.Max(_deadline, 0);

    /// <inheritdoc/>
    public override int Rank => 3;

    /// <summary>Whether the budget is gone, and the fiber waits for <see cref="NextPeriod"/>.</summary>
    public bool IsThrottled => _hasBegun && _budget <= 0;

    /// <summary>By when the budget should be used.</summary>
    public long Deadline => _deadline;

    /// <summary>When the next period begins.</summary>
    public long NextPeriod => _nextPeriod;

    /// <summary>What is left of the runtime; below zero, what the next periods have to pay.</summary>
    public long Budget => _budget;

    /// <summary>It enters a run queue, throttled or not.</summary>
    public void Arrive(bool isWoken, long now)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            Begin(now, _runtime);
            return;
        }

        if (IsThrottled && now >= _nextPeriod)
        {
            Replenish(now);
            if (isWoken && !IsThrottled)
            {
                // The period that has begun meanwhile was of no use to a sleeper: its own begins now.
                Begin(now, _budget);
            }
        }
        else if (isWoken && !IsThrottled)
        {
            ObeyWakeUpRule(now);
        }
    }

    /// <summary>Pays for a run.</summary>
    public void Spend(long ran) => _budget -= ran;

    /// <summary>Gives up what is left of this period.</summary>
    public void GiveUp() => _budget = Math.Min(_budget, 0);

    /// <summary>
    /// The next period has begun, or several have. Unless they all went into a debt, the fiber is throttled no longer.
    /// </summary>
    public void Replenish(long now)
    {
        long begun = 1 + ((now - _nextPeriod) / _period);
        long latest = _nextPeriod + ((begun - 1) * _period);
        long budget = _budget + (begun * _runtime);
        if (budget <= 0)
        {
            _budget = budget;
            _nextPeriod = latest + _period;
            return;
        }

        // Noticed so late that the deadline of the latest period has passed: its period begins now.
        long start = latest + _relativeDeadline > now ? latest : now;
        Begin(start, Math.Min(budget, _runtime));
    }

    /// <summary>Makes the deadline the key: for the tree of those who may run.</summary>
    public void SortByDeadline() => Key = _deadline;

    /// <summary>Makes the next period the key: for the tree of those who wait for it.</summary>
    public void SortByNextPeriod() => Key = _nextPeriod;

    /// <inheritdoc/>
    /// <remarks>The present period keeps its deadline; its budget can only shrink: changing parameters is no way to more
    /// than either pair of them gives.</remarks>
    protected override bool TryAdopt(SchedulingPolicy policy)
    {
        if (policy.Kind != SchedulingPolicyKind.Deadline)
        {
            return false;
        }

        Adopt(policy);
        return true;
    }

    private void Adopt(SchedulingPolicy policy)
    {
        _runtime = policy.Runtime.Ticks * TimeSpan.NanosecondsPerTick;
        _relativeDeadline = policy.RelativeDeadline.Ticks * TimeSpan.NanosecondsPerTick;
        _period = policy.Period.Ticks * TimeSpan.NanosecondsPerTick;
        _budget = Math.Min(_budget, _runtime);
    }

    private void Begin(long start, long budget)
    {
        _budget = budget;
        _deadline = start + _relativeDeadline;
        _nextPeriod = start + _period;
    }

    private void ObeyWakeUpRule(long now)
    {
        long left = _deadline - now;
        if (now >= _nextPeriod)
        {
            Begin(now, _runtime);
        }
        else if (left <= 0)
        {
            // The deadline has passed, the period has not: what was not used in time is lost.
            _budget = 0;
        }
        else if ((Int128)_budget * _relativeDeadline > (Int128)_runtime * left)
        {
            if (_relativeDeadline == _period)
            {
                Begin(now, _runtime);
            }
            else
            {
                _budget = (long)((Int128)_runtime * left / _relativeDeadline);
            }
        }
    }

    private static TimeSpan ToTimeSpan(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
