// A run from its first thread to its verdict. The runner's own thread does the rest: it opens and shuts the gate, prints a
// line every few seconds, and watches for the run that has come to a standstill; then it asks everybody to stop, and checks
// what is left.

using System.Diagnostics;

namespace Baton.Torture;

/// <summary>Tortures one lock.</summary>
internal sealed class TortureRun(TortureOptions options, TextWriter output)
{
    // A few long waits are no injustice; twice as much for one as for another, over a whole run, is worth a look.
    private const double SkewNoticed = 2;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    // What the pools of a process at rest may keep, however long it ran.
    private const long BytesKeptMax = 8 << 20;

    private readonly TortureField _field = new(options);
    private readonly List<TorturerState> _threads = [];
    private readonly List<TorturerState> _callers = [];
    private readonly List<Task> _running = [];
    private readonly List<string> _faults = [];

    /// <summary>Runs to the end of the time, the count, or the token; returns what was found wrong.</summary>
    public IReadOnlyList<string> Run(CancellationToken stop)
    {
        output.WriteLine(
            $"torture of {options.Lock}: {options.Threads} threads, {CallerCount} async callers, {options.Locks} locks, "
            + $"{options.BusyNeighbours} busy neighbours, {options.Duration}, seed {options.Seed}");
        long bytesBefore = GC.GetTotalMemory(forceFullCollection: true);
        long start = Stopwatch.GetTimestamp();
        Start();
        bool stalled = Watch(start, stop);
        _field.Close();

        if (stalled || !Task.WaitAll([.. _running], options.StallLimit))
        {
            ReportStall();
        }
        else
        {
            CheckAtRest(bytesBefore);
        }

        if (_field.Violations > 0)
        {
            _faults.Insert(0, $"{_field.Violations} violations of mutual exclusion");
        }

        output.WriteLine(StatLine(Stopwatch.GetElapsedTime(start)));
        output.WriteLine(_faults.Count == 0 ? "no fault found" : $"FAULTY: {string.Join("; ", _faults)}");
        if (_faults.Count > 0)
        {
            output.WriteLine($"same dice: --lock {options.Lock} --seed {options.Seed}");
        }

        return _faults;
    }

    private int CallerCount => _field.Locks[0].IsAsync ? options.AsyncCallers : 0;

    private void Start()
    {
        for (int i = 0; i < options.Threads; i++)
        {
            TorturerState state = new($"thread {i}", i + 1);
            _threads.Add(state);
            _running.Add(Lead(new Torturer(_field, state, new Random(options.Seed + i))));
        }

        for (int i = 0; i < CallerCount; i++)
        {
            int index = options.Threads + i;
            TorturerState state = new($"caller {i}", index + 1);
            _callers.Add(state);
            Torturer torturer = new(_field, state, new Random(options.Seed + index));
            _running.Add(Task.Run(torturer.LiveAsync));
        }

        for (int i = 0; i < options.BusyNeighbours; i++)
        {
            _running.Add(Task.Factory.StartNew(BeBusy, TaskCreationOptions.LongRunning));
        }
    }

    /// <summary>One line of threads, each of which starts the next when its life is over.</summary>
    private static Task Lead(Torturer torturer)
    {
        TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        StartLife();
        return end.Task;

        void StartLife() => new Thread(Live) { IsBackground = true, Name = torturer.State.Name }.Start();

        void Live()
        {
            try
            {
                if (torturer.LiveAsThread())
                {
                    end.SetResult();
                }
                else
                {
                    StartLife();
                }
            }
            catch (Exception exception)
            {
                end.SetException(exception);
            }
        }
    }

    private void BeBusy()
    {
        while (!_field.IsClosed)
        {
            Thread.SpinWait(10_000);
            _field.Stutter.Wait();
        }
    }

    /// <summary>Waits for the end of the run; true if it is a standstill.</summary>
    private bool Watch(long start, CancellationToken stop)
    {
        long nextStat = 1;
        long progressAt = start;
        long lastTotal = 0;
        while (!stop.IsCancellationRequested && _field.Violations == 0)
        {
            stop.WaitHandle.WaitOne(Tick);
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            long total = Acquisitions;
            if (total != lastTotal || _field.Stutter.IsPaused)
            {
                lastTotal = total;
                progressAt = Stopwatch.GetTimestamp();
            }

            if (_running.Find(task => task.IsFaulted) is { } failed)
            {
                _faults.Add($"a torturer failed: {failed.Exception!.InnerException}");
                return false;
            }

            if (Stopwatch.GetElapsedTime(progressAt) > options.StallLimit)
            {
                return true;
            }

            if (elapsed >= options.Duration || total >= options.AcquisitionsMax)
            {
                return false;
            }

            if (elapsed >= nextStat * options.StatInterval)
            {
                nextStat++;
                output.WriteLine(StatLine(elapsed));
            }

            OpenOrShut(elapsed);
        }

        return false;
    }

    // Works for a while, pauses for a tenth of it.
    private void OpenOrShut(TimeSpan elapsed)
    {
        if (options.Stutter == TimeSpan.Zero)
        {
            return;
        }

        if (elapsed.Ticks % (options.Stutter.Ticks * 11 / 10) < options.Stutter.Ticks)
        {
            _field.Stutter.Resume();
        }
        else
        {
            _field.Stutter.Pause();
        }
    }

    private long Acquisitions => _threads.Concat(_callers).Sum(state => state.Acquisitions);

    private string StatLine(TimeSpan elapsed)
    {
        List<TorturerState> all = [.. _threads, .. _callers];
        return $"{elapsed.TotalSeconds,7:0.0} s  acquired {Acquisitions}"
            + $"  threads {Spread(_threads)}  callers {Spread(_callers)}"
            + $"  cancelled {all.Sum(state => state.Cancellations)}  timed out {all.Sum(state => state.Timeouts)}"
            + $"  longest wait {all.Max(state => state.WaitMax).TotalMilliseconds:0.0} ms"
            + $"  live {GC.GetTotalMemory(forceFullCollection: false) >> 10} KiB"
            + $"  violations {_field.Violations}";
    }

    private static string Spread(List<TorturerState> group)
    {
        if (group.Count == 0)
        {
            return "none";
        }

        long max = group.Max(state => state.Acquisitions);
        long min = group.Min(state => state.Acquisitions);
        return $"{max}/{min}" + (max > SkewNoticed * min ? " (!!! skewed)" : "");
    }

    private void ReportStall()
    {
        _faults.Add($"nobody acquired anything for {options.StallLimit.TotalSeconds:0} s");
        foreach (TorturerState state in _threads.Concat(_callers))
        {
            output.WriteLine($"  {state.Describe()}");
        }

        for (int i = 0; i < _field.Locks.Count; i++)
        {
            output.WriteLine($"  lock {i}: {_field.Locks[i].Describe()}");
        }
    }

    private void CheckAtRest(long bytesBefore)
    {
        for (int i = 0; i < _field.Locks.Count; i++)
        {
            output.WriteLine($"  lock {i}: {_field.VisitsOf(i)} acquisitions; {_field.Locks[i].Describe()}");
            if (_field.Guarded[i].Visits != _field.VisitsOf(i))
            {
                _faults.Add($"lock {i} admitted {_field.VisitsOf(i)} but its counter says {_field.Guarded[i].Visits}");
            }

            if (_field.Locks[i].FaultAtRest() is { } fault)
            {
                _faults.Add($"lock {i}: {fault}");
            }
        }

        long bytesKept = GC.GetTotalMemory(forceFullCollection: true) - bytesBefore;
        output.WriteLine($"  {bytesKept >> 10} KiB more alive than before the run");
        if (bytesKept > BytesKeptMax)
        {
            _faults.Add($"{bytesKept >> 10} KiB are still alive after the run");
        }
    }
}
