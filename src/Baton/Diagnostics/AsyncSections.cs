// Notices that an async method awaits while its thread holds a lock.
//
// A thread that enters a lock leaves a mark in its execution context. When an async method awaits, the runtime takes the
// method's context off the thread, and tells whoever asked to be told (the handler of an AsyncLocal). If the mark goes, and
// the lock is still held, then either the method has awaited, or the thread runs something else in between, deep inside
// of the section: a continuation of somebody else's, say. The stacks tell the two apart: in the second case the method is
// still on the thread's stack, where it was when it entered.
//
// All of this happens on a change of context under a lock, which is rare, and when stacks are kept.

using System.Diagnostics;

namespace Baton.Diagnostics;

/// <summary>The locks that threads have entered, by execution context.</summary>
internal static class AsyncSections
{
    private static readonly AsyncLocal<HeldLock?> Section = new(OnChanged);

    /// <summary>The calling thread has entered a lock.</summary>
    public static void Enter(HeldLock held)
    {
        held.Outer = Innermost(Section.Value);
        Section.Value = held;
    }

    /// <summary>The calling thread is about to exit it.</summary>
    public static void Exit(HeldLock held)
    {
        if (ReferenceEquals(Section.Value, held))
        {
            Section.Value = Innermost(held);
        }
    }

    /// <summary>The stay of <paramref name="owner"/> in <paramref name="mutex"/>, if it began in the calling context.</summary>
    public static HeldLock? Find(MutexCore mutex, long owner)
    {
        for (HeldLock? held = Section.Value; held is not null; held = held.Outer)
        {
            if (!held.IsOver && held.Id == owner && ReferenceEquals(held.Mutex, mutex))
            {
                return held;
            }
        }

        return null;
    }

    private static HeldLock? Innermost(HeldLock? held)
    {
        while (held is { IsOver: true })
        {
            held = held.Outer;
        }

        return held;
    }

    private static void OnChanged(AsyncLocalValueChangedArgs<HeldLock?> change)
    {
        if (!change.ThreadContextChanged)
        {
            return;
        }

        for (HeldLock? held = change.PreviousValue; held is not null; held = held.Outer)
        {
            if (!held.IsOver && held.Id == Identity.CurrentId && !IsWithin(held, change.CurrentValue))
            {
                ReportIfLeft(held);
            }
        }
    }

    private static bool IsWithin(HeldLock held, HeldLock? context)
    {
        while (context is not null && !ReferenceEquals(context, held))
        {
            context = context.Outer;
        }

        return context is not null;
    }

    private static void ReportIfLeft(HeldLock held)
    {
        var now = new StackTrace(fNeedFileInfo: false);
        if (CallStack.HasLeftAsyncMethod(held.Stack!, now))
        {
            LockClass left = held.Lock.Class;
            held.Lock.Validator.ReportMisuse(
                LockOrderFinding.HeldAcrossAwait, Sentences.HeldAcrossAwait(left), left, held.Holder, held);
        }
    }
}
