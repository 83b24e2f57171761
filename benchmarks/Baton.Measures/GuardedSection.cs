// What the callers do inside the lock: the calibrated work, and a check that they are alone there.
//
// Two independent witnesses. The word `_inside` names the caller who is in; whoever finds another's name where his own
// or nobody's should be has met a violation. And `_entries` is incremented without any atomic operation, so two callers
// inside at once lose increments, which shows in the sum at the end even where the first witness saw nothing.

using System.Runtime.InteropServices;

namespace Baton.Measures;

/// <summary>A critical section that knows when two callers are in it.</summary>
internal sealed class GuardedSection
{
    private Words _words;

    /// <summary>How often a caller met another one inside.</summary>
    public long Violations => Volatile.Read(ref _words.Violations);

    /// <summary>How often the section was entered and left, as counted without atomics.</summary>
    public long Entries => Volatile.Read(ref _words.Entries);

    /// <summary>Called as soon as the lock is taken.</summary>
    public void Begin(int caller)
    {
        if (Volatile.Read(ref _words.Inside) != 0)
            Interlocked.Increment(ref _words.Violations);

        Volatile.Write(ref _words.Inside, caller);
    }

    /// <summary>Called just before the lock is released.</summary>
    public void End(int caller)
    {
        if (Volatile.Read(ref _words.Inside) != caller)
            Interlocked.Increment(ref _words.Violations);

        Volatile.Write(ref _words.Inside, 0);
        Volatile.Write(ref _words.Entries, _words.Entries + 1);
    }

    // On a cache line of their own, away from the phase and the callers' counters.
    [StructLayout(LayoutKind.Explicit, Size = 192)]
    private struct Words
    {
        [FieldOffset(64)] public int Inside;
        [FieldOffset(72)] public long Entries;
        [FieldOffset(80)] public long Violations;
    }
}
