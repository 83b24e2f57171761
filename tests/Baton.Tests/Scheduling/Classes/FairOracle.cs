// The fair class once more, slow and obvious: a list of members with absolute virtual runtimes, averages by adding
// everything up in numbers without limit, picks by looking at everybody.

using System.Numerics;
using Baton.Scheduling;
using Baton.Scheduling.Classes;

namespace Baton.Tests.Scheduling.Classes;

internal sealed class FairOracle
{
    private readonly List<Member> _members = [];
    private BigInteger _lastAverage;
    private int _arrivals;
    private Member? _donor;
    private Member? _passedOver;

    public int Count => _members.Count;

    /// <summary>The average, rounded down.</summary>
    public BigInteger Average
    {
        get
        {
            if (_members.Count != 0)
            {
                (BigInteger quotient, BigInteger remainder) = BigInteger.DivRem(
                    _members.Aggregate(BigInteger.Zero, (sum, member) => sum + (member.Weight * member.Runtime)), Weight);
                _lastAverage = remainder < 0 ? quotient - 1 : quotient;
            }

            return _lastAverage;
        }
    }

    private BigInteger Weight => _members.Sum(member => (long)member.Weight);

    public Member? Find(QueuedFiber fiber) => _members.Find(member => member.Fiber == fiber);

    public void Enqueue(Member member, EnqueueReason reason)
    {
        if (member.IsDelayed)
        {
            member.IsDelayed = false;
            member.Runtime = BigInteger.Max(member.Runtime, Average);
            member.Deadline = member.Runtime + member.VirtualSlice;
        }
        else
        {
            BigInteger lag = _members.Count == 0 ? 0 : member.Lag + (member.Lag * member.Weight / Weight);
            member.Runtime = Average - lag;
            member.Deadline = member.Runtime + reason switch
            {
                EnqueueReason.Started => member.VirtualSlice / 2,
                EnqueueReason.Woken => member.VirtualSlice,
                _ => member.Distance,
            };
            _members.Add(member);
        }

        Arrive(member);
    }

    public void Dequeue(Member member, DequeueReason reason)
    {
        _donor = _donor == member ? null : _donor;
        _passedOver = _passedOver == member ? null : _passedOver;
        if (reason == DequeueReason.Slept && member.Runtime > Average)
        {
            member.IsDelayed = true;
        }
        else
        {
            Leave(member);
        }
    }

    public Member? Pick()
    {
        while (_members.Where(member => member.IsDelayed && member.Runtime <= Average).MinBy(member => member.Runtime) is { } paid)
        {
            Leave(paid);
        }

        IEnumerable<Member> awake = _members.Where(member => !member.IsDelayed);
        Member? best = First(awake.Where(member => member != _passedOver && member.Runtime <= Average), member => member.Deadline);
        if (best is null && _passedOver is not null)
        {
            best = Average - _passedOver.Runtime >= _passedOver.VirtualSlice
                ? _passedOver
                : First(awake.Where(member => member != _passedOver), member => member.Runtime, member => member.Deadline) ?? _passedOver;
        }

        if (best == _donor)
        {
            _passedOver = best == _passedOver ? null : _passedOver;
            return best;
        }

        PutBack();
        if (_passedOver is not null && _passedOver != best)
        {
            Arrive(_passedOver);
        }

        _passedOver = null;
        _donor = best;
        return best;
    }

    public void PutBack()
    {
        if (_donor is not null && _donor != _passedOver)
        {
            Arrive(_donor);
        }

        _donor = null;
    }

    public void Run(long ran)
    {
        if (_donor is { } donor)
        {
            donor.Units += ran * NiceWeight.Unit;
            donor.Runtime += donor.Units / donor.Weight;
            donor.Units %= donor.Weight;
            if (donor.Runtime >= donor.Deadline)
            {
                donor.Deadline = donor.Runtime + donor.VirtualSlice;
            }
        }
    }

    public void Yield()
    {
        if (_members.Count(member => !member.IsDelayed) > 1)
        {
            _donor!.Deadline = _donor.Runtime + _donor.VirtualSlice;
            _passedOver = _donor;
        }
    }

    // The donor goes before those of the same key, then who arrived first.
    private Member? First(IEnumerable<Member> members, params Func<Member, BigInteger>[] keys) => keys
        .Aggregate(members.OrderBy(_ => 0), (ordered, key) => ordered.ThenBy(key))
        .ThenBy(member => member == _donor ? 0 : 1)
        .ThenBy(member => member.Arrival)
        .FirstOrDefault();

    private void Arrive(Member member) => member.Arrival = _arrivals++;

    private void Leave(Member member)
    {
        BigInteger lag = Average - member.Runtime;
        if (member.IsDelayed)
        {
            lag = BigInteger.Min(lag, 0);
            member.IsDelayed = false;
            member.Deadline = member.Runtime + member.VirtualSlice;
        }

        member.Lag = BigInteger.Clamp(lag, -member.LagLimit, member.LagLimit);
        member.Distance = member.Deadline - member.Runtime;
        _members.Remove(member);
        _lastAverage = _members.Count == 0 ? member.Runtime : _lastAverage;
    }

    internal sealed class Member(QueuedFiber fiber)
    {
        private const long Millisecond = 1_000_000;

        public QueuedFiber Fiber => fiber;

        public int Weight { get; private set; } = NiceWeight.Of(fiber.Entity.Policy.Nice);

        public BigInteger Runtime { get; set; }

        public BigInteger Deadline { get; set; }

        public BigInteger Lag { get; set; }

        public BigInteger Distance { get; set; }

        public BigInteger Units { get; set; }

        public bool IsDelayed { get; set; }

        public int Arrival { get; set; }

        public BigInteger VirtualSlice => SliceMs * Millisecond * 1024 / Weight;

        public BigInteger LagLimit => (SliceMs + 1) * Millisecond * 1024 / Weight;

        private long SliceMs => fiber.Entity.Policy.Kind == SchedulingPolicyKind.Batch ? 12 : 3;

        /// <summary>The fiber has another nice value now.</summary>
        public void Reweigh()
        {
            int before = Weight;
            Weight = NiceWeight.Of(fiber.Entity.Policy.Nice);
            Lag = BigInteger.Clamp(Lag * before / Weight, -LagLimit, LagLimit);
            Distance = Distance * before / Weight;
            Units = 0;
        }
    }
}
