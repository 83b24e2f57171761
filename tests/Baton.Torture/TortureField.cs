// What the torturers of one run share: the locks, what the locks guard, the gate, and the end.

namespace Baton.Torture;

/// <summary>The common ground of a run.</summary>
internal sealed class TortureField
{
    private readonly long[] _visits;
    private volatile bool _closed;

    public TortureField(TortureOptions options)
    {
        Options = options;
        Locks = [.. Enumerable.Range(0, options.Locks).Select(_ => TortureLocks.Make(options))];
        Guarded = [.. Locks.Select(_ => new GuardedState())];
        _visits = new long[options.Locks];
    }

    public TortureOptions Options { get; }

    public IReadOnlyList<TortureLock> Locks { get; }

    public IReadOnlyList<GuardedState> Guarded { get; }

    public Stutter Stutter { get; } = new();

    public bool IsClosed => _closed;

    public long Violations => Guarded.Sum(state => state.Violations);

    /// <summary>Tells everybody to stop, also those who pause.</summary>
    public void Close()
    {
        _closed = true;
        Stutter.Resume();
    }

    public void CountVisit(int index) => Interlocked.Increment(ref _visits[index]);

    public long VisitsOf(int index) => Interlocked.Read(ref _visits[index]);

    /// <summary>A token that is cancelled at some moment soon, or at once, or was before.</summary>
    public CancellationTokenSource CancelSoon(Random dice)
    {
        CancellationTokenSource source = new();
        switch (dice.Next(4))
        {
            case 0:
                source.Cancel();
                break;
            case 1:
                ThreadPool.UnsafeQueueUserWorkItem(static source => Cancel(source), source, preferLocal: false);
                break;
            default:
                source.CancelAfter(dice.Next(1, 4));
                break;
        }

        return source;
    }

    // The wait may be over, and its source gone, before its cancellation comes.
    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
        }
    }
}
