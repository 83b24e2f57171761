// Hunts for violations: random workloads on random machines, one for each seed, in parallel. Each simulation is one
// thread's affair, so what a seed does is the same however many hunt together.

using Baton.Simulator.Fuzzing;

namespace Baton.Simulator;

/// <summary>A violation that was found, and the smallest case that was found to show it.</summary>
/// <param name="Seed">The seed that found it.</param>
/// <param name="Violation">What does not hold.</param>
/// <param name="Case">A case that shows it, as small as could be made.</param>
public sealed record FuzzFinding(long Seed, SimulationViolationException Violation, FuzzCase Case);

/// <summary>What a hunt came to.</summary>
/// <param name="Simulations">How many schedules were simulated.</param>
/// <param name="Events">How many scheduling events they had.</param>
/// <param name="Findings">The violations, at most one for each invariant, by seed.</param>
public sealed record FuzzResult(long Simulations, long Events, IReadOnlyList<FuzzFinding> Findings);

/// <summary>How far a hunt has come.</summary>
/// <param name="Simulations">How many schedules were simulated so far.</param>
/// <param name="Violations">How many violated an invariant.</param>
public readonly record struct FuzzProgress(long Simulations, long Violations);

/// <summary>Hunts for violations of the invariants.</summary>
public static class Fuzzer
{
    private const int ProgressInterval = 64;

    /// <summary>The case of a seed.</summary>
    public static FuzzCase CaseFor(long seed) => RandomWorkload.For(seed);

    /// <summary>Simulates the cases of <paramref name="count"/> seeds, from <paramref name="firstSeed"/> on.</summary>
    /// <param name="firstSeed">The first seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="threads">How many at a time; does not change what is found.</param>
    /// <param name="progress">Hears how far the hunt is, from several threads.</param>
    /// <param name="cancellationToken">Ends the hunt early.</param>
    public static FuzzResult Run(
        long firstSeed, long count, int threads, IProgress<FuzzProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var gate = new Lock();
        var violations = new SortedDictionary<long, SimulationViolationException>();
        long next = firstSeed;
        long done = 0;
        long events = 0;
        var hunters = new Thread[Math.Max(1, threads)];
        for (int i = 0; i < hunters.Length; i++)
        {
            hunters[i] = new Thread(Hunt) { IsBackground = true, Name = $"fuzz-{i}" };
            hunters[i].Start();
        }

        foreach (Thread hunter in hunters)
        {
            hunter.Join();
        }

        FuzzFinding[] findings = [.. violations
            .GroupBy(pair => pair.Value.Invariant)
            .Select(group => group.First())
            .OrderBy(pair => pair.Key)
            .Select(pair => Shrink(pair.Key, pair.Value))];
        return new FuzzResult(done, events, findings);

        void Hunt()
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                long seed = Interlocked.Increment(ref next) - 1;
                if (seed >= firstSeed + count)
                {
                    return;
                }

                FuzzCase tried = CaseFor(seed);
                SimulationViolationException? violation = TryOne(tried, out long eventCount);
                Interlocked.Add(ref events, eventCount);
                long soFar = Interlocked.Increment(ref done);
                if (violation is not null)
                {
                    lock (gate)
                    {
                        violations.Add(seed, violation);
                    }
                }

                if (soFar % ProgressInterval == 0)
                {
                    progress?.Report(new FuzzProgress(soFar, violations.Count));
                }
            }
        }
    }

    /// <summary>Simulates one case; the violation, or null.</summary>
    internal static SimulationViolationException? TryOne(FuzzCase tried, out long events)
    {
        try
        {
            SimulationResult result = Simulation.Run(tried.Workload, tried.Options);
            events = result.EventCount;

            // The tasks take their mutexes in one order, so they cannot wait in a circle; and what they wait for else, comes.
            return result.Ending == SimulationEnding.Stuck
                ? new SimulationViolationException("O4 no forgotten waiter", 0, (long)result.Elapsed.TotalNanoseconds, string.Join(" ", result.Deadlocks))
                : null;
        }
        catch (SimulationViolationException violation)
        {
            events = 0;
            return violation;
        }
    }

    private static FuzzFinding Shrink(long seed, SimulationViolationException violation)
    {
        FuzzCase smallest = Shrinker.Shrink(CaseFor(seed), violation.Invariant);
        return new FuzzFinding(seed, TryOne(smallest, out _) ?? violation, smallest);
    }
}
