using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Baton.Checker.Exploration;
using Baton.Checker.Model;

namespace Baton.Checker;

/// <summary>What a checked program says to its checker.</summary>
public static class Check
{
    /// <summary>The number of the model thread that runs, or -1 during set-up and <see cref="CheckedProgram.Finish"/>.</summary>
    public static int CurrentThread => World.Current.CurrentThread;

    /// <summary>Whether the calling OS thread is inside a checked program.</summary>
    public static bool IsRunning => World.CurrentOrNull is not null;

    /// <summary>Asserts that <paramref name="condition"/> holds in every execution.</summary>
    /// <param name="condition">What must hold.</param>
    /// <param name="sentence">What it says about the world; the report quotes it.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static void That(
        [DoesNotReturnIf(false)] bool condition,
        string sentence,
        [CallerFilePath] string? file = null,
        [CallerLineNumber] int line = 0)
    {
        if (!condition)
        {
            World.Current.Fail(FailureKind.Assertion, sentence, file, line);
        }
    }

    /// <summary>Discards executions in which <paramref name="condition"/> does not hold.</summary>
    public static void Assume(
        [DoesNotReturnIf(false)] bool condition, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        if (!condition)
        {
            World world = World.Current;
            world.Stop(StuckReason.Assumption, world.Mark(), file, line);
        }
    }

    /// <summary>Lets the environment choose: timeouts, what a clock says, spurious wake-ups. Every outcome is explored.</summary>
    /// <param name="count">How many outcomes there are, at least 1.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The outcome: 0 to <paramref name="count"/> - 1.</returns>
    public static int Choose(int count, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        World.Current.Choose(count, file, line);

    /// <summary>Lets the environment choose between no (tried first) and yes.</summary>
    public static bool Happens([CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        World.Current.Choose(2, file, line) != 0;

    /// <summary>Waits for a condition over several locations, which is evaluated once.</summary>
    /// <remarks>A thread whose condition was not met although it read the newest values waits for ever; if all do
    /// that have not ended, it is a deadlock.</remarks>
    public static void Await<TCondition>(
        TCondition condition, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
        where TCondition : struct, IWaitCondition, allows ref struct
    {
        World world = World.Current;
        int mark = world.Mark();
        if (!condition.IsMet())
        {
            world.Stop(StuckReason.Condition, mark, file, line);
        }
    }

    /// <summary>Waits for a condition over several locations, which is evaluated once.</summary>
    public static void Await(
        Func<bool> condition, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        Await(new DelegateCondition(condition), file, line);

    /// <summary>Says that the running thread's future depends only on this place and these values.</summary>
    /// <remarks>Only the <see cref="StatefulChecker"/> listens. It needs one at the head of each loop that may go round
    /// for ever, because it tells the states of a thread apart by what the thread has seen since it began. Values that
    /// are live in the loop and left out make it merge states that differ.</remarks>
    /// <param name="place">Tells this place from others of the same thread.</param>
    /// <param name="first">A live value.</param>
    /// <param name="second">Another.</param>
    public static void Loop(int place, long first = 0, long second = 0) => World.Current.Loop(place, first, second);

    /// <summary>Says what the running thread has just done, in one step with its last operation; see
    /// <see cref="StatefulChecker"/>.</summary>
    public static void Note(string what) => World.Current.Note(what);

    /// <summary>The object that this thread creates in this place of its run: the same one whenever the thread is
    /// run again, so that references compare as they would in one run.</summary>
    /// <remarks>Its atomics and plain fields start from the values that they were created with.</remarks>
    public static T New<T>(Func<T> factory)
        where T : class => World.Current.Create(factory);

    /// <inheritdoc cref="New{T}(Func{T})"/>
    public static T New<T>()
        where T : class, new() => World.Current.Create(static () => new T());

    private readonly struct DelegateCondition(Func<bool> condition) : IWaitCondition
    {
        public bool IsMet() => condition();
    }
}
