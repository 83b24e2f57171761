using System.Runtime.CompilerServices;
using Baton.Checker.Model;

namespace Baton.Checker.Exploration;

/// <summary>Answers named waiting calls: from the graph, or by adding to it what ends the wait, or the wait.</summary>
internal sealed class WaitingCalls(GraphWorld world, ThreadRun run)
{
    private ExecutionGraph Graph => world.Graph;

    /// <summary>Gives the call the value that ended its wait; false if the thread goes no further, or if the call was made
    /// outside the model threads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryAnswer(ref Event call, string? file, int line)
    {
        if (IsAnsweredByGraph(ref call, file, line))
        {
            return true;
        }

        if (!run.Extends(file, line))
        {
            return false;
        }

        int read = world.Waits.AddAwait(in call, run.Thread);
        if (read < 0)
        {
            run.Leave();
            return false;
        }

        call.Value = Graph[read].Value;
        if (call.Kind == EventKind.Update)
        {
            run.AppendWrite();
            world.Additions.AddUpdateWrite(read);
            GiveWay(call.Location);
        }

        return true;
    }

    /// <summary>A lower thread that a write to the location lets go on goes first; the running one will be run again.</summary>
    public void GiveWay(int location)
    {
        if (world.Waits.Wakes(location, run.Thread))
        {
            run.Leave();
        }
    }

    // The thread may have waited several times in this place before it went on.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool IsAnsweredByGraph(ref Event call, string? file, int line)
    {
        while (run.IsRecorded)
        {
            ref Event e = ref run.Recorded(file, line);
            if (e.Location != call.Location || e.Operand != call.Operand || !(e.Kind == EventKind.Wait || e.Kind == call.Kind))
            {
                run.Diverge($"waited for something else ({world.NameOf(call.Location)})", file, line);
            }

            if (e.Is(EventFlags.Unmet))
            {
                run.Leave();
                return true;
            }

            call.Value = e.Value;
            if (e.Kind != EventKind.Wait)
            {
                if (call.Kind == EventKind.Update)
                {
                    run.SkipRecordedWrite();
                }

                return true;
            }
        }

        return false;
    }
}
