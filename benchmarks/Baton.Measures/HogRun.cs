// Conducts one run of the hog scenario. The hog and the victims are plain threads; a victim records each of its waits,
// and the one that the end of the run cuts short counts as long as it lasted.

using System.Diagnostics;
using Baton.Rivals;

namespace Baton.Measures;

/// <summary>One run of the hog scenario on one kind of lock.</summary>
public static class HogRun
{
    private static readonly TimeSpan PatienceAfterEnd = TimeSpan.FromSeconds(20);

    /// <summary>Runs the scenario on a new lock of this kind.</summary>
    /// <param name="rival">The kind of lock.</param>
    /// <param name="scenario">The hog and its victims.</param>
    /// <param name="cancellationToken">Ends the run early; what was measured until then is the result.</param>
    /// <exception cref="LockStuckException">A victim did not get the lock although the hog had left.</exception>
    /// <exception cref="NotSupportedException">Threads cannot take this lock.</exception>
    public static HogResult Measure(Rival rival, HogScenario scenario, CancellationToken cancellationToken = default) =>
        rival.OnThreads(new Use(rival.Name, scenario, cancellationToken));

    private sealed class Use(string name, HogScenario scenario, CancellationToken cancellationToken) : IThreadUse<HogResult>
    {
        private readonly GuardedSection _section = new();
        private readonly RunPhase _phase = new();

        HogResult IThreadUse<HogResult>.Use<TRival>()
        {
            TRival rival = TRival.Create();
            var hog = new Caller(1);
            WaitRecorder[] recorders = [.. Enumerable.Range(0, scenario.Victims).Select(_ => new WaitRecorder())];
            var threads = new List<Thread> { Start("hog", () => Hog(rival, hog)) };
            for (int i = 0; i < recorders.Length; i++)
            {
                var victim = new Caller(i + 2);
                WaitRecorder recorder = recorders[i];
                threads.Add(Start($"victim {i + 1}", () => Suffer(rival, victim, recorder)));
            }

            cancellationToken.WaitHandle.WaitOne(scenario.WarmUp);
            ResourceMeter before = ResourceMeter.ReadBefore();
            _phase.BeginMeasuring();
            cancellationToken.WaitHandle.WaitOne(scenario.Duration);
            _phase.End();
            ResourceMeter after = ResourceMeter.ReadAfter();

            foreach (Thread thread in threads)
            {
                if (!thread.Join(PatienceAfterEnd))
                    throw new LockStuckException($"{name}: {thread.Name} was still waiting after the hog had left the lock.");
            }

            return new HogResult(hog.Acquisitions, WaitRecorder.Merge(recorders), before.Until(after), _section.Violations);
        }

        private static Thread Start(string name, ThreadStart body)
        {
            var thread = new Thread(body) { IsBackground = true, Name = name };
            thread.Start();
            return thread;
        }

        private void Hog<TRival>(TRival rival, Caller hog)
            where TRival : struct, IThreadRival<TRival>
        {
            BusyWork hold = BusyWork.Lasting(scenario.Hold);
            while (!_phase.IsOver)
            {
                rival.Enter();
                _section.Begin(hog.Number);
                hold.Run();
                _section.End(hog.Number);
                rival.Exit();
                hog.CountAcquisition(_phase.IsMeasuring);
            }
        }

        private void Suffer<TRival>(TRival rival, Caller victim, WaitRecorder recorder)
            where TRival : struct, IThreadRival<TRival>
        {
            while (true)
            {
                Thread.Sleep(scenario.VictimPause);
                if (_phase.IsOver)
                    return;

                long asked = Stopwatch.GetTimestamp();
                rival.Enter();
                long granted = Stopwatch.GetTimestamp();
                _section.Begin(victim.Number);
                _section.End(victim.Number);
                rival.Exit();
                if (_phase.IsRecording)
                    recorder.Record(granted - asked);
            }
        }
    }
}
