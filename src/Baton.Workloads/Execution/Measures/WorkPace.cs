// How evenly a thread's work goes on: a series of work quanta of about a millisecond each. What disturbs a machine is in it,
// and when: bursts stay bursts. (Measuring noise by quanta of fixed work is an old custom of supercomputing.)
//
// Work is done in slices of 20 µs. A slice is measured by the clock, and may contain turns of other threads of the workload,
// which preempted this one. They are slices too, and counted by the CPU's tally; what the tally gained during a slice was not
// this thread's. What those threads did besides slices (locks, timers, switches) stays, and is no disturbance: a slice in
// which somebody else had a turn counts only if it took so much longer that this does not matter.

namespace Baton.Workloads.Execution.Measures;

/// <summary>How long the slices on one CPU took that are over. Written by whoever works there, of whom one runs at a time.</summary>
internal sealed class WorkTally
{
    private long _took;

    internal long Took => Volatile.Read(ref _took);

    // A thread may be preempted by another of the same CPU in the middle of this.
    internal void Add(long took) => Interlocked.Add(ref _took, took);
}

/// <summary>The quanta of one thread. Only that thread adds to them.</summary>
internal sealed class WorkPace
{
    internal const long QuantumNanoseconds = 1_000_000;

    /// <summary>More than a thread's locks, timers and switches take in a slice of another.</summary>
    internal const long TurnOverheadMax = 100_000;

    /// <summary>A hundred seconds of work; of what comes later nothing is kept.</summary>
    private const int QuantaMax = 100_000;

    private readonly List<(long EndedAt, WorkQuantum Quantum)> _quanta = [];
    private long _work;
    private long _took;

    /// <summary>The whole quanta so far, each with the moment of its end.</summary>
    internal IReadOnlyList<(long EndedAt, WorkQuantum Quantum)> Quanta => _quanta;

    /// <summary>A slice is over.</summary>
    /// <param name="tally">That of the CPU.</param>
    /// <param name="before">What the tally was when the slice began.</param>
    /// <param name="work">How long the slice should have taken.</param>
    /// <param name="start">When it began.</param>
    /// <param name="end">When it ended.</param>
    internal void Add(WorkTally tally, long before, long work, long start, long end)
    {
        long others = tally.Took - before;
        long took = end - start - others;
        if (others == 0 || took > work + TurnOverheadMax)
        {
            _work += work;
            _took += took;
        }

        tally.Add(Math.Max(0, took));
        if (_work >= QuantumNanoseconds)
        {
            if (_quanta.Count < QuantaMax)
            {
                _quanta.Add((end, new WorkQuantum(_work, _took)));
            }

            _work = 0;
            _took = 0;
        }
    }
}
