// Every execution, on all cores: each worker has a program and an explorer of its own, and gives away the oldest choice
// it has left, which is the root of the largest part, when another worker has run dry.
//
// Or a sample, for programs that have too many: each worker walks from the root, tries one of the alternatives that it
// finds there, then one of those that it finds after that, until it finds none, and begins again.

using System.Diagnostics;
using Baton.Checker.Exploration;
using Baton.Checker.Model;
using Baton.Checker.Reports;

namespace Baton.Checker.Strategies;

/// <summary>Explores all executions of a program, or a sample, within the options' limits.</summary>
internal sealed class Search(Func<CheckedProgram> factory, CheckerOptions options)
{
    private const int StackBytes = 16 << 20;
    private const int ExecutionsBetweenLooks = 64;

    private readonly WorkShare _share = new(options.Workers);
    private readonly Explorer?[] _explorers = new Explorer?[options.Workers];
    private readonly Lock _lock = new();
    private readonly Stopwatch _clock = new();
    private Failure? _failure;
    private string? _name;
    private string? _remark;
    private Exception? _error;

    /// <summary>Explores until done, stopped by a limit, or cancelled.</summary>
    public CheckResult Run(IProgress<CheckProgress>? progress, CancellationToken cancellation)
    {
        _clock.Start();
        using CancellationTokenRegistration registration =
            cancellation.Register(() => StopBecause("cancelled before every execution was looked at"));
        var threads = new Thread[options.Workers];
        for (int worker = 0; worker < threads.Length; worker++)
        {
            int number = worker;
            threads[worker] = new Thread(() => Work(number), StackBytes) { IsBackground = true, Name = $"checker {number}" };
            threads[worker].Start();
        }

        foreach (Thread thread in threads)
        {
            while (!thread.Join(options.ProgressEvery))
            {
                progress?.Report(Seen());
            }
        }

        if (_error is not null)
        {
            throw new InvalidOperationException(_error.Message, _error);
        }

        CheckProgress seen = Seen();
        if (options.SampleSeed is not null && _failure is null)
        {
            _remark = $"a sample with seed {options.SampleSeed}, not every execution; {_remark}";
        }

        if (seen.StepBound > 0)
        {
            _remark ??= $"{seen.StepBound:N0} executions were cut short at {options.StepsPerThreadMax} steps of a thread";
        }

        Verdict verdict = _failure is not null ? Verdict.Fails : _remark is not null ? Verdict.HoldsSoFar : Verdict.Holds;
        return new CheckResult(_name ?? "", verdict, seen, _failure, _remark);
    }

    private void Work(int number)
    {
        try
        {
            MemoryMapping mapping = options.Orders == MemoryOrders.DotNet ? MemoryMapping.DotNet : MemoryMapping.Declared;
            var explorer = new Explorer(factory, mapping, options.StepsPerThreadMax);
            _explorers[number] = explorer;
            _name = explorer.Program.Name;
            if (options.SampleSeed is { } seed)
            {
                Sample(explorer, new Random(HashCode.Combine(seed, number)));
            }
            else
            {
                Exhaust(explorer);
            }
        }
        catch (Exception e)
        {
            lock (_lock)
            {
                _error ??= e;
            }

            _share.Stop();
        }
    }

    private void Exhaust(Explorer explorer)
    {
        while (_share.Take() is { } path)
        {
            explorer.Start(path);
            do
            {
                if (StopsAfter(explorer))
                {
                    return;
                }

                if (_share.IsWanted && explorer.Worklist.GiveOldest() is { } spare)
                {
                    _share.Give(spare);
                }
            }
            while (!_share.IsStopped && explorer.Step());
        }
    }

    private void Sample(Explorer explorer, Random random)
    {
        while (!_share.IsStopped)
        {
            explorer.Start([]);
            do
            {
                if (StopsAfter(explorer))
                {
                    return;
                }
            }
            while (!_share.IsStopped && explorer.StepAtRandom(random));
        }
    }

    private bool StopsAfter(Explorer explorer)
    {
        if (explorer.Failure is not null)
        {
            Found(explorer);
            return true;
        }

        if (explorer.Counts.Total % ExecutionsBetweenLooks == 1)
        {
            Look();
        }

        return false;
    }

    private void Look()
    {
        if (options.TimeMax is { } time && _clock.Elapsed >= time)
        {
            StopBecause($"stopped after {time.TotalSeconds:F0} s");
        }
        else if (options.ExecutionsMax is { } executions && Seen().Executions >= executions)
        {
            StopBecause($"stopped after {executions:N0} executions");
        }
    }

    private void StopBecause(string remark)
    {
        lock (_lock)
        {
            _remark ??= remark;
        }

        _share.Stop();
    }

    private void Found(Explorer explorer)
    {
        lock (_lock)
        {
            if (_failure is not null)
            {
                return;
            }

            ExecutionFailure found = explorer.Failure!;
            _failure = Failing(explorer, found);
            _share.Stop();
            FindShorter(explorer, found.Kind);
        }
    }

    // The first failure found is rarely the one that is quickest to understand: look around where it was found.
    private void FindShorter(Explorer explorer, FailureKind kind)
    {
        (int, int, int) shortest = CostToTell(explorer);
        for (int i = 0; i < options.ExecutionsForShorterTrace && explorer.Step(); i++)
        {
            if (explorer.Failure is { } other && other.Kind == kind && CostToTell(explorer).CompareTo(shortest) < 0)
            {
                shortest = CostToTell(explorer);
                _failure = Failing(explorer, other);
            }
        }
    }

    private Failure Failing(Explorer explorer, ExecutionFailure found) =>
        new(found.Kind, found.Message, found.Thread, ReplayToken.Encode(options.Orders, explorer.Worklist.Path));

    private static (int Broken, int Switches, int Events) CostToTell(Explorer explorer)
    {
        Linearization line = Linearization.Of(explorer.Graph);
        return (line.Broken, line.Switches, explorer.Graph.Count);
    }

    // Reads the workers' counts while they count: good enough for progress, exact when they have ended.
    private CheckProgress Seen()
    {
        var sum = new ExplorationCounts();
        foreach (Explorer? explorer in _explorers)
        {
            if (explorer is not null)
            {
                sum.Add(explorer.Counts);
            }
        }

        return new CheckProgress(
            sum[ExecutionEnd.Complete] + sum[ExecutionEnd.Failed],
            sum[ExecutionEnd.Blocked],
            sum[ExecutionEnd.Impossible],
            sum[ExecutionEnd.StepBound],
            sum.Events,
            _clock.Elapsed);
    }
}
