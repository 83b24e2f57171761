// A model of futex(2): the word, and the count of the wakes that were sent to it.
//
// What the real one promises is that looking at the word and going to sleep is one step with respect to Wake. Here the
// sleeper notes the count, looks at the word, and then sleeps until the count is another than noted:
//
//   sleeper                                  waker
//     n = wakes        (acquire)               word := changed
//     word changed?  -> do not sleep           wakes += 1          (release)
//     until wakes != n
//
// If n is the count after the waker's increment, then the acquire makes its change of the word visible, and the sleeper
// does not sleep. If it is the count before, then the increment ends the sleep. A wake that is sent late, for a sleep
// that has ended otherwise, ends the next one: as it does on Linux.
//
// The operations on the word itself have the orders that their callers declare and no more. Real system calls are full
// fences as well, but nothing in the locking code may rely on that.

using System.Runtime.CompilerServices;

namespace Baton.Platform;

/// <summary>A word that a model thread can sleep on: "sleep, if the word still has this value".</summary>
internal class FutexWord
{
    private readonly Checker.AtomicInt32 _word;
    private readonly Checker.AtomicInt32 _wakes;

    protected ref readonly Checker.AtomicInt32 Word => ref _word;

    public static FutexWord Create() => new();

    public virtual void Named(string name)
    {
        _word.Named(name);
        _wakes.Named($"wakes of {name}");
    }

    public virtual int CompareExchange(
        int expected,
        int desired,
        MemoryOrder success,
        MemoryOrder failure = MemoryOrder.Relaxed,
        [CallerFilePath] string? file = null,
        [CallerLineNumber] int line = 0) =>
        _word.CompareExchange(expected, desired, success, failure, file, line);

    public int Exchange(
        int value, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        Machine.Current.AssertMayWake();
        return _word.Exchange(value, order, file, line);
    }

    public virtual void Wait(
        int expected, Deadline limit, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        if (Machine.Current.WakesForNoReason(file, line))
        {
            return;
        }

        int wakes = _wakes.Load(MemoryOrder.Acquire, file, line);
        if (_word.Load(MemoryOrder.Relaxed, file, line) != expected)
        {
            return;
        }

        var woken = new Checker.Leaves(wakes);
        if (limit.IsNever)
        {
            _wakes.Await(woken, MemoryOrder.Relaxed, file, line);
        }
        else if (!_wakes.TryAwait(woken, MemoryOrder.Relaxed, file, line))
        {
            Machine.Current.Clock.LetPass(limit);
        }
    }

    public virtual void Wake([CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        _wakes.Add(1, MemoryOrder.Release, file, line);
}
