// Conducts one contended run: makes the lock, lets the callers loose, lets them warm up, reads the meters, waits, reads
// them again, and collects. The callers do the work; nothing here is on their path.

using Baton.Rivals;

namespace Baton.Measures;

/// <summary>One run of a contended scenario on one kind of lock.</summary>
public static class ContendedRun
{
    // A caller that waits this long for a lock that all others have left will never get it.
    private static readonly TimeSpan PatienceAfterEnd = TimeSpan.FromSeconds(20);

    /// <summary>Runs the scenario on a new lock of this kind.</summary>
    /// <param name="rival">The kind of lock.</param>
    /// <param name="scenario">Who contends, and how.</param>
    /// <param name="cancellationToken">Ends the run early; what was measured until then is the result.</param>
    /// <exception cref="LockStuckException">Callers did not get the lock although everybody else had left.</exception>
    /// <exception cref="NotSupportedException">The lock lacks a face that the scenario needs.</exception>
    public static ContendedResult Measure(Rival rival, ContendedScenario scenario, CancellationToken cancellationToken = default)
    {
        if (scenario is { AsyncCallers: > 0, Await: AwaitPlace.InsideSection } && !rival.HasAsyncFace)
        {
            throw new NotSupportedException(
                $"{rival.Name} belongs to a thread, so its holder cannot await anything inside the section.");
        }

        var use = new Use(rival.Name, scenario, cancellationToken);
        return (scenario.Threads, scenario.AsyncCallers) switch
        {
            (_, 0) => rival.OnThreads(use),
            (0, _) when rival.HasAsyncFace => rival.OnAsync(use),
            _ => rival.OnBoth(use),
        };
    }

    private sealed class Use(string name, ContendedScenario scenario, CancellationToken cancellationToken)
        : IThreadUse<ContendedResult>, IAsyncUse<ContendedResult>, ISharedUse<ContendedResult>
    {
        private readonly GuardedSection _section = new();
        private readonly RunPhase _phase = new();

        ContendedResult IThreadUse<ContendedResult>.Use<TRival>() =>
            Conduct(new ThreadCallers<TRival>(TRival.Create(), scenario, _section, _phase));

        ContendedResult IAsyncUse<ContendedResult>.Use<TRival, TScope>()
        {
            using var callers = new AsyncCallers<TRival, TScope>(TRival.Create(), scenario, _section, _phase);
            return Conduct(callers);
        }

        ContendedResult ISharedUse<ContendedResult>.Use<TRival, TScope>()
        {
            TRival rival = TRival.Create();
            using var asyncCallers = new AsyncCallers<TRival, TScope>(rival, scenario, _section, _phase);
            return Conduct(new ThreadCallers<TRival>(rival, scenario, _section, _phase), asyncCallers);
        }

        private ContendedResult Conduct(params ICallers[] groups)
        {
            foreach (ICallers group in groups)
                group.Start();

            cancellationToken.WaitHandle.WaitOne(scenario.WarmUp);
            ResourceMeter before = ResourceMeter.ReadBefore();
            _phase.BeginMeasuring();
            cancellationToken.WaitHandle.WaitOne(scenario.Duration);
            _phase.End();
            ResourceMeter after = ResourceMeter.ReadAfter();

            int stuck = groups.Sum(group => group.WaitUntilGone(PatienceAfterEnd));
            if (stuck != 0)
            {
                throw new LockStuckException(
                    $"{name}: {stuck} of {groups.Sum(group => group.Callers.Count)} callers were still waiting " +
                    $"{PatienceAfterEnd.TotalSeconds:0} s after everybody else had left the lock.");
            }

            return Collect(groups, before.Until(after));
        }

        private ContendedResult Collect(ICallers[] groups, ResourceUse resources)
        {
            Caller[] callers = [.. groups.SelectMany(group => group.Callers)];
            long lostEntries = callers.Sum(caller => caller.Entries) - _section.Entries;
            return new ContendedResult(
                [.. callers.Take(scenario.Threads).Select(caller => caller.Acquisitions)],
                [.. callers.Skip(scenario.Threads).Select(caller => caller.Acquisitions)],
                WaitRecorder.Merge(groups.SelectMany(group => group.Recorders)),
                resources,
                _section.Violations + Math.Abs(lostEntries));
        }
    }
}
