// What Parker makes of a futex word, as one step: a permit. Sleeping takes it, or waits for it; waking gives it.
//
// Parker by itself is the matter of the models parker-*, which show on a precise futex that no wake is lost, that none
// is taken twice, and that a wake publishes what came before it. That is all that a permit promises, so the models of
// the mutex may put the permit in the place of the futex. It matters because a sleep and a wake that meet have five
// ways of doing so on the futex and one here, and the mutex has up to six such meetings in one execution.
//
// The word knows the three values of Parker: 0 no permit, 1 a permit, 2 asleep. Nobody needs to see 2.

using System.Runtime.CompilerServices;

namespace Baton.Platform;

/// <summary>A word to sleep on that does at once what Parker does with a futex step by step.</summary>
internal sealed class PermitWord : FutexWord
{
    private const int None = 0;
    private const int Given = 1;
    private const int Asleep = -1;

    // The thread that sleeps here has taken the permit already, when its sleep ended. Nobody else's matter.
    private bool _taken;

    public override void Named(string name) => Word.Named(name);

    public override int CompareExchange(
        int expected,
        int desired,
        MemoryOrder success,
        MemoryOrder failure = MemoryOrder.Relaxed,
        [CallerFilePath] string? file = null,
        [CallerLineNumber] int line = 0)
    {
        if (expected == None)
        {
            // Parker announces its sleep. Whether there is a permit already is seen when it comes to sleep.
            _taken = false;
            return None;
        }

        if (_taken)
        {
            _taken = false;
            return Given;
        }

        return base.CompareExchange(expected, desired, success, failure, file, line);
    }

    public override void Wait(
        int expected, Deadline limit, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        if (Machine.Current.WakesForNoReason(file, line))
        {
            return;
        }

        if (limit.IsNever)
        {
            // For the stateful explorer: who wakes takes the list anew, and nothing that it saw before matters to it but
            // what its model says. A time limit would, so a model that has one has no such mark.
            Check.Loop(Asleep, Machine.Current.Remembers);
            Word.AwaitExchange(Given, None, MemoryOrder.Acquire, file, line);
            _taken = true;
        }
        else if (Word.TryAwaitExchange(Given, None, MemoryOrder.Acquire, file, line))
        {
            _taken = true;
        }
        else
        {
            Machine.Current.Clock.LetPass(limit);
        }
    }

    public override void Wake([CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
    }
}
