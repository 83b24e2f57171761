namespace Baton.Checker.Strategies;

/// <summary>Paths to parts of the exploration that nobody has begun, shared by the workers.</summary>
/// <param name="workers">How many workers there are.</param>
internal sealed class WorkShare(int workers)
{
    private readonly object _lock = new();
    private readonly Queue<int[]> _paths = new([[]]);
    private int _idle;
    private volatile int _wanted;
    private volatile bool _stopped;

    /// <summary>Whether a worker waits for work.</summary>
    public bool IsWanted => _wanted > 0;

    /// <summary>Whether the workers are to stop.</summary>
    public bool IsStopped => _stopped;

    /// <summary>Tells all workers to stop.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _stopped = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Offers a path to whoever wants it.</summary>
    public void Give(int[] path)
    {
        lock (_lock)
        {
            _paths.Enqueue(path);
            _wanted = Math.Max(0, _idle - _paths.Count);
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Waits for a path; null if there will be none.</summary>
    public int[]? Take()
    {
        lock (_lock)
        {
            _idle++;
            while (!_stopped && _paths.Count == 0)
            {
                _wanted = _idle;
                if (_idle == workers)
                {
                    _stopped = true;
                    Monitor.PulseAll(_lock);
                }
                else
                {
                    Monitor.Wait(_lock);
                }
            }

            _idle--;
            _wanted = Math.Max(0, _idle - _paths.Count);
            return _stopped ? null : _paths.Dequeue();
        }
    }
}
