// All fibers that have been started and have not ended: so that none is lost when the scheduler stops, and so that one can
// ask who there is. In shards, because fibers come from all threads and end on all workers.
//
// A fiber knows its place, so to remove it is to clear a cell. Places are used again.

namespace Baton.Scheduling.Hosting;

/// <summary>The fibers that live.</summary>
internal sealed class FiberRegistry
{
    private const int ShardCount = 8;

    private readonly Shard[] _shards = new Shard[ShardCount];
    private readonly TaskCompletionSource _emptied = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AtomicInt32 _isClosed;

    public FiberRegistry()
    {
        for (int i = 0; i < ShardCount; i++)
        {
            _shards[i] = new Shard();
        }
    }

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            foreach (Shard shard in _shards)
            {
                count += shard.Count;
            }

            return count;
        }
    }

    /// <summary>Whether no more are admitted.</summary>
    public bool IsClosed => _isClosed.Load(MemoryOrder.Acquire) != 0;

    /// <summary>Completes when the registry is closed and the last fiber has left.</summary>
    public Task Emptied => _emptied.Task;

    /// <summary>Adds a fiber; false if no more are admitted.</summary>
    public bool TryAdd(Fiber fiber)
    {
        int index = Environment.CurrentManagedThreadId % ShardCount;
        int place = _shards[index].TryAdd(fiber);
        fiber.Place = (place * ShardCount) + index;
        return place >= 0;
    }

    /// <summary>Removes a fiber, if it is still there.</summary>
    public void Remove(Fiber fiber)
    {
        _shards[fiber.Place % ShardCount].Remove(fiber.Place / ShardCount, fiber);
        if (IsClosed)
        {
            CompleteIfEmpty();
        }
    }

    /// <summary>Admits no more.</summary>
    public void Close()
    {
        foreach (Shard shard in _shards)
        {
            shard.Close();
        }

        // Whoever removes a fiber from now on looks whether it was the last; those before are counted here.
        _isClosed.CompareExchange(0, 1, MemoryOrder.AcquireRelease);
        CompleteIfEmpty();
    }

    /// <summary>Those that live at about this moment.</summary>
    public List<Fiber> ToList()
    {
        var fibers = new List<Fiber>();
        foreach (Shard shard in _shards)
        {
            shard.CopyTo(fibers);
        }

        return fibers;
    }

    private void CompleteIfEmpty()
    {
        if (Count == 0)
        {
            _emptied.TrySetResult();
        }
    }

    private sealed class Shard
    {
        private const int SegmentSize = 1024;

        private readonly List<Fiber?[]> _segments = [];
        private readonly Stack<int> _free = new();
        private Latch _lock;
        private int _used;
        private bool _isClosed;

        /// <summary>How many are here.</summary>
        public int Count
        {
            get
            {
                _lock.Take();
                int count = _used - _free.Count;
                _lock.Release();
                return count;
            }
        }

        public int TryAdd(Fiber fiber)
        {
            _lock.Take();
            if (_isClosed)
            {
                _lock.Release();
                return -1;
            }

            if (!_free.TryPop(out int place))
            {
                place = _used++;
                if (place % SegmentSize == 0)
                {
                    _segments.Add(new Fiber?[SegmentSize]);
                }
            }

            _segments[place / SegmentSize][place % SegmentSize] = fiber;
            _lock.Release();
            return place;
        }

        public void Remove(int place, Fiber fiber)
        {
            _lock.Take();
            ref Fiber? cell = ref _segments[place / SegmentSize][place % SegmentSize];
            if (ReferenceEquals(cell, fiber))
            {
                cell = null;
                _free.Push(place);
            }

            _lock.Release();
        }

        public void Close()
        {
            _lock.Take();
            _isClosed = true;
            _lock.Release();
        }

        public void CopyTo(List<Fiber> fibers)
        {
            _lock.Take();
            foreach (Fiber?[] segment in _segments)
            {
                foreach (Fiber? fiber in segment)
                {
                    if (fiber is not null)
                    {
                        fibers.Add(fiber);
                    }
                }
            }

            _lock.Release();
        }
    }
}
