// What a fiber has been given to run: continuations, in the order in which they came.
//
// Most fibers have one at a time, the continuation of what they awaited, and millions of fibers may be waiting for theirs.
// So there is room for one in the fiber, and a queue comes into being only when a second arrives.
//
//      _callback is null             nothing
//      _callback is Several          _state is a queue of at least one
//      otherwise                     one: _callback, to be called with _state

namespace Baton.Scheduling;

/// <summary>One continuation.</summary>
internal readonly record struct WorkItem(SendOrPostCallback Callback, object? State);

/// <summary>The continuations that a fiber is to run. Guarded by its wake lock.</summary>
internal struct FiberWork
{
    private static readonly SendOrPostCallback Several = static _ => { };

    private SendOrPostCallback? _callback;
    private object? _state;

    /// <summary>Whether there is nothing to run. Without the lock: a hint.</summary>
    public readonly bool IsEmpty => _callback is null;

    /// <summary>Adds one behind the others.</summary>
    public void Add(SendOrPostCallback callback, object? state)
    {
        if (_callback is null)
        {
            _callback = callback;
            _state = state;
            return;
        }

        if (!ReferenceEquals(_callback, Several))
        {
            var queue = new Queue<WorkItem>();
            queue.Enqueue(new(_callback, _state));
            _callback = Several;
            _state = queue;
        }

        ((Queue<WorkItem>)_state!).Enqueue(new(callback, state));
    }

    /// <summary>Takes the first.</summary>
    public bool TryTake(out WorkItem first)
    {
        if (_callback is null)
        {
            first = default;
            return false;
        }

        if (!ReferenceEquals(_callback, Several))
        {
            first = new(_callback, _state);
            _callback = null;
            _state = null;
            return true;
        }

        var queue = (Queue<WorkItem>)_state!;
        first = queue.Dequeue();
        if (queue.Count == 0)
        {
            _callback = null;
            _state = null;
        }

        return true;
    }
}
