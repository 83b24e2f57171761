// The owner word against a model that keeps the same facts in separate fields, by random walks of a small cast through the
// legal moves of the protocol: two strangers who try, and an owner who releases, hands over, transfers; a queue that is
// announced and forgotten. After each move the word and the model say the same, and the word is legal.

using Baton.Locking;
using CsCheck;
using Xunit;

namespace Baton.Tests.Locking;

public sealed class OwnerWordModelTests
{
    private static readonly long[] Ids = [Words.Me, Words.Other, 12 * OwnerState.IdUnit];

    private enum Move
    {
        Try,
        TryAndAsk,
        Release,
        ReleaseUnlessWaiters,
        HandOver,
        Transfer,
        AnnounceSleepingFirst,
        AnnounceAwakeFirst,
        AnnounceAwake,
        ForgetAwake,
        LastWaiterLeaves,
    }

    [Fact]
    public void RandomWalk_OfLegalMoves_AgreesWithTheModelAndStaysLegal()
    {
        Gen.Select(Gen.Int[0, Enum.GetValues<Move>().Length - 1], Gen.Int[0, Ids.Length - 1]).Array[1, 80].Sample(
            walk =>
            {
                OwnerWord word = default;
                Model model = new();
                foreach ((int move, int who) in walk)
                {
                    string before = word.Read().ToString();
                    Step(ref word, model, (Move)move, Ids[who]);

                    OwnerState after = word.Read();
                    string story = $"{before} --{(Move)move} by {Ids[who] / OwnerState.IdUnit}--> {after}";
                    Assert.True(model.Bits == after.Bits, $"{story}, but the model says {new OwnerState(model.Bits)}.");
                    Assert.True(IsLegal(after), $"{story} is not legal.");
                }
            },
            iter: 20_000);
    }

    private static bool IsLegal(OwnerState state) =>
        (state.IsFree ? Words.LegalFlagsOfFree : Words.LegalFlagsOfOwned).Contains(state.Bits & OwnerState.Flags);

    // Moves that the protocol forbids in the present state are skipped, so the walk goes on.
    private static void Step(ref OwnerWord word, Model model, Move move, long id)
    {
        switch (move)
        {
            case Move.Try:
                Assert.Equal(model.Try(id, asks: false), word.Acquire(id));
                break;
            case Move.TryAndAsk when model.Waiting:
                Assert.Equal(model.Try(id, asks: true), word.Acquire(id, requestHandoff: true));
                break;
            case Move.Release:
                Assert.Equal(model.Bits, word.Release(id, keepIfWaiters: false).Bits);
                model.Release(id, keepIfWaiters: false);
                break;
            case Move.ReleaseUnlessWaiters:
                Assert.Equal(model.Bits, word.Release(id, keepIfWaiters: true).Bits);
                model.Release(id, keepIfWaiters: true);
                break;
            case Move.HandOver when model.Owner != 0 && !model.Pickup && model.Waiting:
                word.HandOver(id, firstIsAwake: model.Awake);
                (model.Owner, model.Pickup, model.Asked) = (id, true, false);
                break;
            case Move.Transfer when model.Owner != 0 && !model.Pickup && model.Waiting:
                word.Transfer(id, new RingWaiter { IsAwake = model.Awake }, handoffRequested: model.Asked);
                model.Owner = id;
                break;
            case Move.AnnounceSleepingFirst when !model.Waiting:
                word.AnnounceFirst(awake: false);
                model.Waiting = true;
                break;
            case Move.AnnounceAwakeFirst when !model.Waiting:
                word.AnnounceFirst(awake: true);
                (model.Waiting, model.Awake) = (true, true);
                break;
            case Move.AnnounceAwake when model.Waiting:
                word.AnnounceAwake();
                model.Awake = true;
                break;
            case Move.ForgetAwake:
                Assert.Equal(model.Bits, word.ForgetAwake().Bits);
                model.Awake = false;
                break;
            case Move.LastWaiterLeaves:
                word.ClearFlags();
                (model.Waiting, model.Asked, model.Pickup, model.Awake) = (false, false, false, false);
                break;
        }
    }

    private sealed class Model
    {
        public long Owner { get; set; }

        public bool Waiting { get; set; }

        public bool Asked { get; set; }

        public bool Pickup { get; set; }

        public bool Awake { get; set; }

        public long Bits => Owner
            + (Waiting ? OwnerState.Waiters : 0)
            + (Asked ? OwnerState.Handoff : 0)
            + (Pickup ? OwnerState.Pickup : 0)
            + (Awake ? OwnerState.Awake : 0);

        public AcquireResult Try(long id, bool asks)
        {
            if (Owner == 0)
            {
                Owner = id;
                return Waiting ? AcquireResult.Stolen : AcquireResult.Acquired;
            }

            if (Pickup)
            {
                Pickup = Owner != id;
                return Pickup ? AcquireResult.Held : AcquireResult.PickedUp;
            }

            AcquireResult result = Asked ? AcquireResult.HandoffPending
                : asks ? AcquireResult.HandoffRequested
                : AcquireResult.Held;
            Asked |= asks;
            return result;
        }

        public void Release(long id, bool keepIfWaiters)
        {
            if (Owner == id && !Pickup && !Asked && !(keepIfWaiters && Waiting))
            {
                Owner = 0;
                Awake = Waiting;
            }
        }
    }
}
