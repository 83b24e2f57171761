// What waiting leaves behind. Waves of asynchronous callers queue up on a held lock; half of each wave is cancelled while
// it waits, the lock is released, and the other half goes through. Afterwards nothing refers to any of them, so whatever
// the heap has gained between an early wave and the last is what the lock keeps for each wait: nodes of cancelled waiters
// that nobody unlinked, registrations, pools without a bound.

using Baton.Rivals;

namespace Baton.Measures;

/// <summary>How much memory a lock holds on to after many contended waits.</summary>
/// <param name="Waits">How many waits there were between the two readings, half of them cancelled.</param>
/// <param name="BytesBefore">The live heap after the first tenth of the waits.</param>
/// <param name="BytesAfter">The live heap after the last.</param>
public sealed record MemoryResult(long Waits, long BytesBefore, long BytesAfter)
{
    /// <summary>What the heap gained, in bytes; negative when it shrank.</summary>
    public long Growth => BytesAfter - BytesBefore;
}

/// <summary>Measures what waiting leaves behind.</summary>
public static class MemoryRun
{
    private const int WaveSize = 100;
    private static readonly TimeSpan PatienceForWave = TimeSpan.FromSeconds(20);

    /// <summary>Sends this many waits through a new lock of this kind.</summary>
    /// <param name="rival">The kind of lock; async callers must be able to take it.</param>
    /// <param name="waits">How many; rounded down to whole waves of a hundred, and at least ten waves.</param>
    /// <param name="cancellationToken">Ends the run early; what was measured until then is the result.</param>
    /// <exception cref="LockStuckException">A wave did not come through.</exception>
    public static MemoryResult Measure(Rival rival, long waits, CancellationToken cancellationToken = default) =>
        rival.OnAsync(new Use(rival.Name, Math.Max(10, waits / WaveSize), cancellationToken));

    private sealed class Use(string name, long waves, CancellationToken cancellationToken) : IAsyncUse<MemoryResult>
    {
        MemoryResult IAsyncUse<MemoryResult>.Use<TRival, TScope>()
        {
            TRival rival = TRival.Create();
            long early = waves / 10;
            long before = 0;
            long done = 0;
            for (; done < waves && !cancellationToken.IsCancellationRequested; done++)
            {
                if (done == early)
                    before = GC.GetTotalMemory(forceFullCollection: true);

                if (!SendWaveAsync<TRival, TScope>(rival).Wait(PatienceForWave, CancellationToken.None))
                    throw new LockStuckException($"{name}: a wave of {WaveSize} waiters, half of them cancelled, did not come through.");
            }

            long after = GC.GetTotalMemory(forceFullCollection: true);
            GC.KeepAlive(rival);
            return done <= early ? new MemoryResult(0, after, after) : new MemoryResult((done - early) * WaveSize, before, after);
        }

        private static async Task SendWaveAsync<TRival, TScope>(TRival rival)
            where TRival : struct, IAsyncRival<TRival, TScope>
        {
            TScope held = await rival.EnterAsync(CancellationToken.None).ConfigureAwait(false);
            using var cancellation = new CancellationTokenSource();
            var passing = new Task[WaveSize];
            for (int i = 0; i < WaveSize; i++)
                passing[i] = PassAsync<TRival, TScope>(rival, i % 2 == 0 ? cancellation.Token : CancellationToken.None);

            await cancellation.CancelAsync().ConfigureAwait(false);
            rival.Exit(held);
            await Task.WhenAll(passing).ConfigureAwait(false);
        }

        private static async Task PassAsync<TRival, TScope>(TRival rival, CancellationToken cancellationToken)
            where TRival : struct, IAsyncRival<TRival, TScope>
        {
            try
            {
                rival.Exit(await rival.EnterAsync(cancellationToken).ConfigureAwait(false));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The half that was meant not to come through.
            }
        }
    }
}
