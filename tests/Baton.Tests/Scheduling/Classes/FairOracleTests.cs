// The fair class against a slow and obvious one, by random walks: who is picked, who is delayed, where everybody is in
// virtual time, and that what some are behind is what others are ahead.

using System.Numerics;
using Baton.Scheduling;
using Baton.Scheduling.Classes;
using CsCheck;
using Xunit;
using static Baton.Tests.Scheduling.Classes.ClassBench;

namespace Baton.Tests.Scheduling.Classes;

public sealed class FairOracleTests
{
    private enum Move
    {
        Start,
        Run,
        Pick,
        Sleep,
        Wake,
        Yield,
        PutBack,
        Change,
        LeaveAndReturn,
    }

    private static readonly Gen<(Move Move, int Which, int Amount)[]> Walks = Gen.Select(
        Gen.Frequency(
            (1, Gen.Const(Move.Start)),
            (4, Gen.OneOf(Move.Run, Move.Pick)),
            (3, Gen.OneOf(Move.Sleep, Move.Wake)),
            (1, Gen.OneOf(Move.Yield, Move.PutBack, Move.Change, Move.LeaveAndReturn))),
        Gen.Int[0, 1_000],
        Gen.Int[0, 1_000]).Array[1, 200];

    [Fact]
    public void RandomWalk_AgreesWithTheOracle() => Walks.Sample(walk => new Pair().Take(walk), iter: 5_000);

    [Fact]
    public void RandomWalk_NearTheEndOfVirtualTime_AgreesWithTheOracle() =>
        Walks.Sample(walk => new Pair { Origin = long.MaxValue - (5 * Millisecond) }.Take(walk), iter: 2_000);

    private sealed class Pair
    {
        private readonly ClassBench _bench = new(new FairQueue());
        private readonly FairOracle _oracle = new();
        private readonly List<QueuedFiber> _fibers = [];
        private readonly Dictionary<QueuedFiber, FairOracle.Member> _members = [];

        /// <summary>Where virtual time begins for the product; for the oracle it begins at 0.</summary>
        public long Origin { get; init; }

        public void Take((Move Move, int Which, int Amount)[] walk)
        {
            if (Origin != 0)
            {
                // A fiber that was here before, and ran for so long.
                QueuedFiber first = _bench.Start("first", SchedulingPolicy.Normal());
                _bench.Pick();
                for (long left = Origin; left > 0; left -= 1L << 52)
                {
                    _bench.Run(Math.Min(left, 1L << 52));
                }

                _bench.Dequeue(first, DequeueReason.Finished);
            }

            foreach ((Move move, int which, int amount) in walk)
            {
                Step(move, which, amount);
                Compare();
            }
        }

        private void Step(Move move, int which, int amount)
        {
            QueuedFiber? any = _fibers.Count == 0 ? null : _fibers[which % _fibers.Count];
            bool isQueued = any?.Queueing == Queueing.Queued;
            int nice = (amount % 40) - 20;
            SchedulingPolicy policy = which % 4 == 0 ? SchedulingPolicy.Batch(nice) : SchedulingPolicy.Normal(nice);
            switch (move)
            {
                case Move.Start:
                    QueuedFiber fiber = _bench.Start($"{_fibers.Count}", policy);
                    _fibers.Add(fiber);
                    _members.Add(fiber, new FairOracle.Member(fiber));
                    _oracle.Enqueue(_members[fiber], EnqueueReason.Started);
                    break;
                case Move.Run:
                    // From 1 ns to 8 ms.
                    long ran = 1 + (which % 2 == 0 ? amount : amount * 8 * Microsecond);
                    _bench.Run(ran);
                    _oracle.Run(ran);
                    break;
                case Move.Pick:
                    Assert.Same(_oracle.Pick()?.Fiber, _bench.Pick());
                    break;
                case Move.Sleep when isQueued:
                    _bench.Sleep(any!);
                    _oracle.Dequeue(_members[any!], DequeueReason.Slept);
                    break;
                case Move.Wake when any is not null && !isQueued:
                    _bench.Wake(any);
                    _oracle.Enqueue(_members[any], EnqueueReason.Woken);
                    break;
                case Move.Yield when _bench.Donor is not null:
                    _bench.Yield();
                    _oracle.Yield();
                    break;
                case Move.PutBack:
                    _bench.PutBack();
                    _oracle.PutBack();
                    break;
                case Move.Change when isQueued && any != _bench.Donor:
                    _oracle.Dequeue(_members[any!], DequeueReason.Changed);
                    _bench.Change(any!, policy);
                    _members[any!].Reweigh();
                    _oracle.Enqueue(_members[any!], EnqueueReason.Changed);
                    break;
                case Move.LeaveAndReturn when any?.Queueing is Queueing.Queued or Queueing.Delayed:
                    _bench.Dequeue(any!, DequeueReason.Migrated);
                    _oracle.Dequeue(_members[any!], DequeueReason.Migrated);
                    _bench.Enqueue(any!, EnqueueReason.Migrated);
                    _oracle.Enqueue(_members[any!], EnqueueReason.Migrated);
                    break;
            }
        }

        private void Compare()
        {
            var queue = (FairQueue)_bench.Queue;
            Assert.Equal(_oracle.Count, queue.Count);
            Assert.Equal(_oracle.Average, queue.VirtualTime - Origin);
            BigInteger lags = 0;
            BigInteger weights = 0;
            foreach (QueuedFiber fiber in _fibers)
            {
                FairOracle.Member member = _members[fiber];
                FairEntity entity = fiber.Fair;
                bool isIn = _oracle.Find(fiber) is not null;
                Assert.Equal(isIn, fiber.Queueing != Queueing.None);
                Assert.Equal(member.IsDelayed, fiber.Queueing == Queueing.Delayed);
                if (!isIn)
                {
                    Assert.Equal(member.Lag, entity.Lag);
                    continue;
                }

                Assert.Equal(member.Runtime, entity.Runtime - Origin);
                lags += (BigInteger)entity.Weight * (queue.VirtualTime - entity.Runtime);
                weights += entity.Weight;
                if (!member.IsDelayed)
                {
                    Assert.Equal(member.Deadline, entity.Deadline - Origin);
                }
            }

            // Nothing but what rounding the average down takes away.
            Assert.InRange(lags, BigInteger.Min(1 - weights, 0), 0);
        }
    }
}
