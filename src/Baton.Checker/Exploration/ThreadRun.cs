// One run of one model thread, from its start: where it is, and whether what it does is what the graph has.
//
// A run first goes over the operations that the graph has recorded; each has to be the one that the thread makes, since
// code that does something else when it sees the same values cannot be checked. Beyond the last one it extends the graph.
// It ends where the thread ends, waits, is stuck or fails: see Departure.

using System.Runtime.CompilerServices;
using Baton.Checker.Model;

namespace Baton.Checker.Exploration;

/// <summary>The run that is under way, of a thread or of the program's set-up and <see cref="CheckedProgram.Finish"/>.</summary>
internal sealed class ThreadRun(GraphWorld world, int stepsMax)
{
    private readonly Departure _departure = new();
    private int _position;
    private int _recorded;
    private bool _onlyConfirms;

    /// <summary>The thread, or <see cref="World.NoThread"/>.</summary>
    public int Thread { get; private set; } = World.NoThread;

    /// <summary>Whether the model threads are run: not during set-up, and not in Finish.</summary>
    public bool IsOfThread { get; private set; }

    /// <summary>How many operations the run has made.</summary>
    public int Position => _position;

    /// <summary>Whether the graph has the next operation.</summary>
    public bool IsRecorded => _position < _recorded;

    /// <summary>Whether the thread is on its way out, so that what it does counts for nothing.</summary>
    public bool IsLeaving => _departure.IsUnderWay;

    private ExecutionGraph Graph => world.Graph;

    /// <summary>Runs a thread until it ends or cannot go on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(CheckedProgram program, int thread)
    {
        IsOfThread = true;
        Thread = thread;
        _position = 0;
        _recorded = Graph.LengthOf(thread);
        _departure.Reset();
        try
        {
            program.Run(thread);
            if (!IsLeaving)
            {
                End();
            }
        }
        catch (ThreadLeft)
        {
            // It waits, or is stuck, or failed: the graph or the explorer knows.
            _departure.NoteThrow();
        }
        catch (Exception e) when (e is not InsufficientExecutionStackException)
        {
            _departure.NoteThrow();
            if (!IsLeaving)
            {
                world.Explorer.Report(FailureKind.Exception, thread, $"{e.GetType().Name}: {e.Message}");
            }
        }
        finally
        {
            Thread = World.NoThread;
        }
    }

    /// <summary>Runs a thread whose last event is a read, and goes no further than to the update that confirms it.</summary>
    public void RunToConfirmation(CheckedProgram program, int thread)
    {
        _onlyConfirms = true;
        Run(program, thread);
        _onlyConfirms = false;
    }

    /// <summary>Runs the program's assertions about the final state.</summary>
    public void Finish(CheckedProgram program)
    {
        IsOfThread = false;
        _departure.Reset();
        try
        {
            program.Finish();
        }
        catch (ThreadLeft)
        {
            // It failed, and the explorer knows.
        }
        catch (Exception e) when (e is not InsufficientExecutionStackException)
        {
            if (!IsLeaving)
            {
                world.Explorer.Report(FailureKind.FinalState, World.NoThread, $"{e.GetType().Name}: {e.Message}");
            }
        }
    }

    /// <summary>The number of the event that the graph has for the next operation.</summary>
    public int NextRecorded => Graph.NumberOf(Thread, _position);

    /// <summary>Takes the next recorded event, which has to be of that kind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ref Event Recorded(EventKind kind, int location, MemoryOrder order, string? file, int line)
    {
        ref Event e = ref Recorded(file, line);
        if (e.Kind != kind || e.Location != location || e.Order != order)
        {
            Diverge($"did something else ({kind} of {(location < 0 ? "no location" : world.NameOf(location))})", file, line);
        }

        return ref e;
    }

    /// <summary>Takes the next recorded event, whatever it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ref Event Recorded(string? file, int line)
    {
        world.Listener?.Heard(Thread, _position, file, line);
        return ref Graph[Graph.NumberOf(Thread, _position++)];
    }

    /// <summary>Passes over the writing half of an update that was just taken.</summary>
    public void SkipRecordedWrite() => _position++;

    /// <summary>Whether the run may add an event now; it then counts as made.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Extends(string? file, int line)
    {
        if (_onlyConfirms)
        {
            _onlyConfirms = false;
            Leave();
        }

        if (IsLeaving)
        {
            _departure.Stray();
            return false;
        }

        if (!IsOfThread)
        {
            return false;
        }

        if (_position >= stepsMax)
        {
            world.Stop(StuckReason.StepBound, _position, file, line);
            return false;
        }

        Append(file, line);
        return true;
    }

    /// <summary>Counts an event that is added without asking.</summary>
    public void Append(string? file, int line)
    {
        world.Listener?.Heard(Thread, _position, file, line);
        AppendWrite();
    }

    /// <summary>Counts the writing half of an update, which is an event of its own.</summary>
    public void AppendWrite()
    {
        _position++;
        _recorded++;
    }

    /// <summary>Whether the thread's last event read that value from that location, and nothing but that.</summary>
    public bool HasJustRead(int location, long seen)
    {
        if (!IsOfThread || IsLeaving || _position == 0)
        {
            return false;
        }

        ref Event last = ref Graph[Graph.NumberOf(Thread, _position - 1)];
        return last.IsRead && !last.Is(EventFlags.Await | EventFlags.Exclusive) && last.Location == location && last.Value == seen;
    }

    /// <summary>The update that confirms the thread's last read is being made: from here on the run goes further only if
    /// it was not for that update alone, which is what this returns.</summary>
    public bool Confirms()
    {
        bool goesOn = !_onlyConfirms;
        _onlyConfirms = false;
        return goesOn;
    }

    /// <summary>Makes the thread leave.</summary>
    public void Leave()
    {
        _position = 0;
        _recorded = 0;
        _departure.Begin(atOnce: !IsOfThread);
    }

    /// <summary>The thread did something else than the graph has: it fails.</summary>
    public void Diverge(string what, string? file, int line)
    {
        world.Explorer.Report(
            FailureKind.Nondeterminism,
            Thread,
            $"Thread {Thread} {what} when it was run again with the same values{(file is null ? "" : $" ({Path.GetFileName(file)}:{line})")}. "
            + "A checked program may depend only on checked locations and choices, and creates the objects it shares with Check.New.");
        Leave();
    }

    private void End()
    {
        if (IsRecorded)
        {
            Diverge("ended", null, 0);
        }
        else
        {
            Graph.MarkDone(Thread);
        }
    }
}
