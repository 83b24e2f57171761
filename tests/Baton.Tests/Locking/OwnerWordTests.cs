// The owner word, one transition after the other, over every legal word. The outcome table of the attempt to acquire is
// written down here row by row as its specification has it, not computed by the code it checks.

using Baton.Locking;
using Xunit;

namespace Baton.Tests.Locking;

public sealed class OwnerWordTests
{
    private const long W = OwnerState.Waiters;
    private const long H = OwnerState.Handoff;
    private const long P = OwnerState.Pickup;
    private const long A = OwnerState.Awake;

    /// <summary>Word seen, whether a handoff is requested, what it comes to, the word left behind.</summary>
    private static readonly (long Seen, bool Asks, AcquireResult Result, long Left)[] AcquireTable =
    [
        // A free word: taken, flags kept, whoever asks for what.
        (0, false, AcquireResult.Acquired, Words.Me),
        (0, true, AcquireResult.Acquired, Words.Me),
        (W, false, AcquireResult.Stolen, Words.Me | W),
        (W, true, AcquireResult.Stolen, Words.Me | W),
        (W | A, false, AcquireResult.Stolen, Words.Me | W | A),
        (W | A, true, AcquireResult.Stolen, Words.Me | W | A),

        // Handed to the caller: picked up, other flags kept.
        (Words.Me | W | P, false, AcquireResult.PickedUp, Words.Me | W),
        (Words.Me | W | P, true, AcquireResult.PickedUp, Words.Me | W),
        (Words.Me | W | P | A, false, AcquireResult.PickedUp, Words.Me | W | A),
        (Words.Me | W | P | A, true, AcquireResult.PickedUp, Words.Me | W | A),

        // Handed to somebody else: refused, and cannot even be asked for.
        (Words.Other | W | P, false, AcquireResult.Held, Words.Other | W | P),
        (Words.Other | W | P, true, AcquireResult.Held, Words.Other | W | P),
        (Words.Other | W | P | A, false, AcquireResult.Held, Words.Other | W | P | A),
        (Words.Other | W | P | A, true, AcquireResult.Held, Words.Other | W | P | A),

        // Held by somebody else: asked for if the caller asks and nobody has.
        (Words.Other, false, AcquireResult.Held, Words.Other),
        (Words.Other, true, AcquireResult.HandoffRequested, Words.Other | H),
        (Words.Other | W, false, AcquireResult.Held, Words.Other | W),
        (Words.Other | W, true, AcquireResult.HandoffRequested, Words.Other | W | H),
        (Words.Other | W | A, false, AcquireResult.Held, Words.Other | W | A),
        (Words.Other | W | A, true, AcquireResult.HandoffRequested, Words.Other | W | H | A),
        (Words.Other | W | H, false, AcquireResult.HandoffPending, Words.Other | W | H),
        (Words.Other | W | H, true, AcquireResult.HandoffPending, Words.Other | W | H),
        (Words.Other | W | H | A, false, AcquireResult.HandoffPending, Words.Other | W | H | A),
        (Words.Other | W | H | A, true, AcquireResult.HandoffPending, Words.Other | W | H | A),

        // Held by the caller itself: as by somebody else. Only a handoff that awaits pickup is ever accepted.
        (Words.Me, false, AcquireResult.Held, Words.Me),
        (Words.Me, true, AcquireResult.HandoffRequested, Words.Me | H),
        (Words.Me | W, false, AcquireResult.Held, Words.Me | W),
        (Words.Me | W, true, AcquireResult.HandoffRequested, Words.Me | W | H),
        (Words.Me | W | A, false, AcquireResult.Held, Words.Me | W | A),
        (Words.Me | W | A, true, AcquireResult.HandoffRequested, Words.Me | W | H | A),
        (Words.Me | W | H, false, AcquireResult.HandoffPending, Words.Me | W | H),
        (Words.Me | W | H, true, AcquireResult.HandoffPending, Words.Me | W | H),
        (Words.Me | W | H | A, false, AcquireResult.HandoffPending, Words.Me | W | H | A),
        (Words.Me | W | H | A, true, AcquireResult.HandoffPending, Words.Me | W | H | A),
    ];

    [Fact]
    public void AcquireTable_CoversEveryLegalWordWithAndWithoutARequest()
    {
        IEnumerable<(long, bool)> all = Words.Legal.SelectMany(bits => new[] { (bits, false), (bits, true) });

        Assert.Equal(all.Order(), AcquireTable.Select(row => (row.Seen, row.Asks)).Order());
    }

    [Fact]
    public void Acquire_OfEveryLegalWord_FollowsTheTable()
    {
        foreach ((long seen, bool asks, AcquireResult expected, long left) in AcquireTable)
        {
            OwnerWord word = Words.Make(seen);

            AcquireResult result = word.Acquire(Words.Me, asks);

            string row = $"{new OwnerState(seen)}, asks {asks}";
            Assert.True(expected == result, $"{row}: {result} instead of {expected}.");
            Assert.True(left == word.Read().Bits, $"{row}: left {word.Read()} instead of {new OwnerState(left)}.");
        }
    }

    [Fact]
    public void AcquireUncontended_OfEveryLegalWord_TakesOnlyTheEmptyOne()
    {
        foreach (long seen in Words.Legal)
        {
            OwnerWord word = Words.Make(seen);

            Assert.Equal(seen == 0, word.TryAcquireUncontended(Words.Me));
            Assert.Equal(seen == 0 ? Words.Me : seen, word.Read().Bits);
        }
    }

    [Fact]
    public void ReleaseUncontended_OfEveryLegalWord_FreesOnlyTheCallersBareWord()
    {
        foreach (long seen in Words.Legal)
        {
            OwnerWord word = Words.Make(seen);

            Assert.Equal(seen == Words.Me, word.TryReleaseUncontended(Words.Me));
            Assert.Equal(seen == Words.Me ? 0 : seen, word.Read().Bits);
        }
    }

    [Fact]
    public void IsHeldBy_OfEveryLegalWord_NeedsTheNameAndNoPickup()
    {
        foreach (long bits in Words.Legal)
        {
            OwnerState state = new(bits);

            Assert.Equal(state.Owner == Words.Me && (bits & P) == 0, state.IsHeldBy(Words.Me));
            Assert.Equal(state.Owner == 0 || (state.Owner == Words.Me && (bits & P) != 0), state.CanBeTakenBy(Words.Me));
        }
    }

    /// <summary>A caller that does not own the lock changes nothing by a release: free, foreign, or not yet picked up.</summary>
    [Fact]
    public void Release_ByANonOwner_ChangesNothing()
    {
        foreach (long seen in Words.Legal.Where(bits => !new OwnerState(bits).IsHeldBy(Words.Me)))
        {
            foreach (bool keep in new[] { false, true })
            {
                OwnerWord word = Words.Make(seen);

                OwnerState before = word.Release(Words.Me, keepIfWaiters: keep);

                Assert.False(before.IsHeldBy(Words.Me));
                Assert.Equal(seen, word.Read().Bits);
            }
        }
    }

    /// <summary>Nobody asked: free for everybody, and whoever frees it for sleepers promises their wake.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(W, W | A)]
    [InlineData(W | A, W | A)]
    public void Release_WithoutARequest_FreesAndPromisesAWake(long flags, long left)
    {
        OwnerWord word = Words.Make(Words.Me | flags);

        OwnerState before = word.Release(Words.Me, keepIfWaiters: false);

        Assert.Equal(Words.Me | flags, before.Bits);
        Assert.Equal(left, word.Read().Bits);
        Assert.Equal(flags == W, before.NeedsWake);
    }

    [Theory]
    [InlineData(W | H)]
    [InlineData(W | H | A)]
    public void Release_WithARequest_KeepsTheLockToHandOver(long flags)
    {
        OwnerWord word = Words.Make(Words.Me | flags);

        OwnerState before = word.Release(Words.Me, keepIfWaiters: false);

        Assert.True(before.HandoffRequested);
        Assert.Equal(Words.Me | flags, word.Read().Bits);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(W, Words.Me | W)]
    [InlineData(W | A, Words.Me | W | A)]
    public void Release_ToHandOverWheneverSomebodyWaits_FreesOnlyAnEmptyQueue(long flags, long left)
    {
        OwnerWord word = Words.Make(Words.Me | flags);

        word.Release(Words.Me, keepIfWaiters: true);

        Assert.Equal(left, word.Read().Bits);
    }

    /// <summary>The request is spent by the handover, and those who wait stay announced (spec M9, M10).</summary>
    [Fact]
    public void HandOver_ToAThread_AwaitsPickupKeepsWaitersAndSpendsTheRequest()
    {
        OwnerWord word = Words.Make(Words.Me | W | H | A);

        word.HandOver(Words.Other, firstIsAwake: true);

        OwnerState state = word.Read();
        Assert.Equal(Words.Other, state.Owner);
        Assert.True(state.AwaitsPickup);
        Assert.True(state.HasWaiters);
        Assert.False(state.HandoffRequested);
        Assert.False(state.IsHeldBy(Words.Other), "Before the pickup nobody holds the lock, not even its new owner.");
        Assert.True(state.CanBeTakenBy(Words.Other));
        Assert.False(state.CanBeTakenBy(Words.Me));
    }

    /// <summary>The word says of those who remain what is true of them: that they wait, whether the first is awake, whether it asks.</summary>
    [Theory]
    [InlineData(false, false, W)]
    [InlineData(false, true, W | H)]
    [InlineData(true, false, W | A)]
    [InlineData(true, true, W | A | H)]
    public void Transfer_ToAnAsyncWaiter_MakesItTheOwnerAtOnce(bool firstIsAwake, bool asks, long flags)
    {
        OwnerWord word = Words.Make(Words.Me | W | H | A);

        word.Transfer(Words.Other, new RingWaiter { IsAwake = firstIsAwake }, asks);

        Assert.Equal(Words.Other | flags, word.Read().Bits);
        Assert.True(word.Read().IsHeldBy(Words.Other));
    }

    [Fact]
    public void Transfer_ToTheLastWaiter_LeavesNoFlags()
    {
        OwnerWord word = Words.Make(Words.Me | W | H | A);

        word.Transfer(Words.Other, first: null, handoffRequested: false);

        Assert.Equal(Words.Other, word.Read().Bits);
    }

    /// <summary>The last waiter leaves no trace, whoever owns the lock (spec M12).</summary>
    [Fact]
    public void ClearFlags_OfEveryLegalWord_LeavesTheOwner()
    {
        foreach (long seen in Words.Legal)
        {
            OwnerWord word = Words.Make(seen);

            word.ClearFlags();

            Assert.Equal(new OwnerState(seen).Owner, word.Read().Bits);
        }
    }

    [Fact]
    public void ReleaseToNobody_AfterTheRequesterHasLeft_Frees()
    {
        OwnerWord word = Words.Make(Words.Me | H);

        word.ReleaseToNobody();

        Assert.Equal(0, word.Read().Bits);
    }

    /// <summary>Every pair of a flag and its absence reads the same for each owner: ids and flags do not overlap.</summary>
    [Fact]
    public void OwnerState_OfTheLargestId_KeepsIdAndFlagsApart()
    {
        const long largest = long.MaxValue & ~OwnerState.Flags;
        foreach (long flags in Words.LegalFlagsOfOwned)
        {
            OwnerState state = new(largest | flags);

            Assert.Equal(largest, state.Owner);
            Assert.False(state.IsFree);
            Assert.Equal((flags & W) != 0, state.HasWaiters);
            Assert.Equal((flags & H) != 0, state.HandoffRequested);
            Assert.Equal((flags & P) != 0, state.AwaitsPickup);
            Assert.Equal((flags & A) != 0, state.FirstIsAwake);
        }
    }
}
