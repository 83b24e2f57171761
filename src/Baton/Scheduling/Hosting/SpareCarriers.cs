namespace Baton.Scheduling.Hosting;

/// <summary>The threads that hold no worker and wait for one. The last to come is the first to go: its memory is warm.</summary>
internal sealed class SpareCarriers
{
    private readonly List<Carrier> _spares = [];
    private Latch _lock;

    /// <summary>How many there are.</summary>
    public int Count => _spares.Count;

    /// <summary>Adds a thread.</summary>
    public void Add(Carrier carrier)
    {
        _lock.Take();
        _spares.Add(carrier);
        _lock.Release();
    }

    /// <summary>Takes a thread, to which the caller must give a seat; null if there is none.</summary>
    public Carrier? TryTake()
    {
        _lock.Take();
        Carrier? last = null;
        if (_spares.Count > 0)
        {
            last = _spares[^1];
            _spares.RemoveAt(_spares.Count - 1);
        }

        _lock.Release();
        return last;
    }

    /// <summary>Removes this very thread; false if somebody has taken it, and is about to give it a seat.</summary>
    public bool TryRemove(Carrier carrier)
    {
        _lock.Take();
        bool removed = _spares.Remove(carrier);
        _lock.Release();
        return removed;
    }
}
