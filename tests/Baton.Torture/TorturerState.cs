// What one torturer does at the moment and what it has done so far. Written by its thread (or by the async flow, on one
// thread at a time), read by the statistics and by the stall report, which can live with a figure that is a moment old.

using System.Diagnostics;

namespace Baton.Torture;

/// <summary>One torturer's books.</summary>
internal sealed class TorturerState(string name, int signature)
{
    private long _acquisitions;
    private long _cancellations;
    private long _timeouts;
    private long _waitTicksMax;
    private string _activity = "has not begun";
    private long _since = Stopwatch.GetTimestamp();

    public string Name => name;

    /// <summary>What this torturer signs guarded state with: not zero, and its own.</summary>
    public int Signature => signature;

    public long Acquisitions => Volatile.Read(ref _acquisitions);

    public long Cancellations => Volatile.Read(ref _cancellations);

    public long Timeouts => Volatile.Read(ref _timeouts);

    public TimeSpan WaitMax => Stopwatch.GetElapsedTime(0, Volatile.Read(ref _waitTicksMax));

    public void Now(string activity)
    {
        Volatile.Write(ref _since, Stopwatch.GetTimestamp());
        Volatile.Write(ref _activity, activity);
    }

    /// <summary>An acquisition, after a wait since the last <see cref="Now"/>.</summary>
    public void Acquired()
    {
        long waited = Stopwatch.GetTimestamp() - _since;
        if (waited > _waitTicksMax)
        {
            Volatile.Write(ref _waitTicksMax, waited);
        }

        Volatile.Write(ref _acquisitions, _acquisitions + 1);
    }

    public void Cancelled() => Volatile.Write(ref _cancellations, _cancellations + 1);

    public void TimedOut() => Volatile.Write(ref _timeouts, _timeouts + 1);

    public string Describe() =>
        $"{name} {Volatile.Read(ref _activity)} for {Stopwatch.GetElapsedTime(Volatile.Read(ref _since)).TotalSeconds:0.0} s";
}
