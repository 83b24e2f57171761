// Threads that take turns for ever, for the stateful explorer: sequentially consistent memory, and in exchange no end.
//
//   rounds-2, rounds-3, rounds-4            who has asked is overtaken by nobody
//   rounds-3-tenure, rounds-4-tenure        who has asked sees one tenure of another end, the one that was under way
//   rounds-3-no-tenure                      and not none: that bound is refuted
//   rounds-2-served, rounds-3-served        nobody starves
//   rounds-2-overtaken                      if nobody asks, somebody is overtaken ten times; rounds-2-never-served: and starves
//
// Covers I9, and I1, I6 and I7, which MutexModel asserts. The number of rounds has no bound, so what is found is exact for
// that many threads.
//
// A thread's Run is one round. What they say: "wants" when a round begins; "requested", "acquired" and "leaves" in the very
// step of the owner word that makes it so. With that the explorer counts overtaking (I9) over runs of any length, and looks for
// starvation. A mutation that loses requests, or never makes them, is caught here and nowhere else.
//
// Waits begin in the queue. Exits are those of an owner without a thread, which has neither rule 4 (it queues anyway) nor
// rule 6 (which hands over where this frees): both only shorten the overtaking that this looks for. Patience passes at
// once, or never.
//
// The marks (Check.Loop) say where nothing of what a thread has read matters any more: asleep (PermitWord), inside,
// before the slow exit, and once the lock is freed, when all that is left is whether somebody has to be woken.

using Baton.Locking;

namespace Baton.Models;

/// <summary>Threads that go round for ever.</summary>
internal sealed class EndlessRounds : MutexModel
{
    /// <summary>What a thread says when its round begins.</summary>
    public const string Wants = "wants";

    /// <summary>What it says when it has asked for the lock.</summary>
    public const string Requested = "requested";

    /// <summary>What it says when it owns the lock.</summary>
    public const string Acquired = "acquired";

    /// <summary>What it says when it has given the lock up, or away.</summary>
    public const string Leaves = "leaves";

    private const int Inside = 1;
    private const int Exiting = 2;
    private const int Freed = 3;

    public EndlessRounds(int threads, Passing patience)
        : base(threads, new Machine(patience)) => Mutex.WatchOwner(Tell, static () => Check.Note(Leaves));

    protected override void Run(int thread, Caller caller)
    {
        Check.Note(Wants);
        WaitResult result = Mutex.WaitInQueue(caller, Deadline.Never);
        Check.That(result == WaitResult.Acquired, "A wait without a limit that nobody cancels ends with the lock.");
        UseWhatTheMutexProtects();
        Check.Loop(Inside);
        if (!Mutex.TryExitUncontended(caller.Id))
        {
            Check.Loop(Exiting);
            Check.That(Mutex.ExitSlow(caller.Id, caller: null).IsHeldBy(caller.Id), "I1: who exits owns the lock.");
        }
    }

    private static void Tell(OwnerState before, OwnerState after)
    {
        if (!before.HandoffRequested && after.HandoffRequested)
        {
            Check.Note(Requested);
        }

        if ((before.IsFree && !after.IsFree) || (before.AwaitsPickup && !after.AwaitsPickup))
        {
            Check.Note(Acquired);
        }

        if (!before.IsFree && after.IsFree)
        {
            Check.Note(Leaves);
            Check.Loop(Freed, before.NeedsWake ? 1 : 0);
        }
    }
}
