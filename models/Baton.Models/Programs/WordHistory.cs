// The life of one owner word, value by value, held against the table at the top of OwnerWord.cs.
//
// Under weak memory too, the values that one word has had are in one order, on which all threads agree. So "between this
// request and its grant nobody else acquired" is a question about neighbours in that order, and needs no clock.

using Baton.Checker;
using Baton.Locking;

namespace Baton.Models;

/// <summary>Asserts I4, I5 and I9 over all values that an owner word has had.</summary>
/// <param name="threadOf">Which thread exits on behalf of an id; it alone may give the lock away.</param>
internal sealed class WordHistory(Func<long, int> threadOf)
{
    /// <summary>Asserts that each value is legal, and each step from one to the next.</summary>
    /// <param name="values">What was written by the program's threads.</param>
    /// <param name="before">What the word said when they began.</param>
    public void Assert(IReadOnlyList<Modification> values, OwnerState before = default)
    {
        foreach (Modification written in values)
        {
            var after = new OwnerState(written.Value);
            AssertLegal(after);
            AssertStep(before, after, written.Thread);
            before = after;
        }
    }

    private static void AssertLegal(OwnerState word)
    {
        Check.That(word.HasWaiters || (word.Bits & OwnerState.Flags) == 0, "I4: without W there is no other flag.");
        Check.That(!word.HandoffRequested || !word.AwaitsPickup, "I4: a lock that was just given is not asked for.");
        Check.That(!word.IsFree || !word.HandoffRequested, "I4: a free lock is asked of nobody.");
        Check.That(!word.IsFree || !word.AwaitsPickup, "I4: a free lock is promised to nobody.");
    }

    private void AssertStep(OwnerState before, OwnerState after, int thread)
    {
        if (after.Owner == before.Owner)
        {
            Check.That(!before.IsFree || !after.AwaitsPickup, "I5: only an owner gives.");
            if (before.AwaitsPickup && !after.AwaitsPickup)
            {
                Check.That(thread == threadOf(before.Owner), "I5: only he to whom the lock was given picks it up.");
            }

            Check.That(
                !before.HandoffRequested || after.HandoffRequested || !after.HasWaiters,
                "I9: a request stands until it is granted, or nobody waits any more.");
            return;
        }

        if (before.IsFree)
        {
            Check.That(!after.AwaitsPickup && !after.HandoffRequested, "I4: who takes a free lock has been given nothing.");
            return;
        }

        Check.That(thread == threadOf(before.Owner), "I5: only the owner gives the lock away.");
        Check.That(!before.AwaitsPickup, "I5: only what was picked up is given away.");
        Check.That(!before.HandoffRequested || !after.IsFree, "I9: a lock that was asked for is not freed.");
    }
}
