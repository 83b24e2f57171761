using System.Runtime.CompilerServices;

namespace Baton.Checker.Exploration;

/// <summary>
/// Numbers for objects, so that a reference can be a value in a graph. Null is 0; the first object met is 1.
/// </summary>
internal sealed class ObjectTable
{
    private readonly Dictionary<object, long> _values = [];
    private object?[] _objects = new object?[64];
    private int[] _buckets = new int[128];
    private int _count = 1;

    /// <summary>The number of this very object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long NumberOf(object? instance)
    {
        if (instance is null)
        {
            return 0;
        }

        int mask = _buckets.Length - 1;
        int bucket = RuntimeHelpers.GetHashCode(instance) & mask;
        while (_buckets[bucket] != 0)
        {
            if (ReferenceEquals(_objects[_buckets[bucket]], instance))
            {
                return _buckets[bucket];
            }

            bucket = (bucket + 1) & mask;
        }

        _buckets[bucket] = Keep(instance);
        if (_count * 2 > _buckets.Length)
        {
            Rehash();
        }

        return _count - 1;
    }

    /// <summary>The number of a value that is too large for a word: equal values have equal numbers.</summary>
    public long NumberOfValue(object boxed)
    {
        if (!_values.TryGetValue(boxed, out long number))
        {
            number = Keep(boxed);
            _values.Add(boxed, number);
        }

        return number;
    }

    /// <summary>The object of that number.</summary>
    public object? this[long number] => _objects[number];

    private int Keep(object instance)
    {
        if (_count == _objects.Length)
        {
            Array.Resize(ref _objects, _count * 2);
        }

        _objects[_count] = instance;
        return _count++;
    }

    private void Rehash()
    {
        int[] old = _buckets;
        _buckets = new int[old.Length * 2];
        int mask = _buckets.Length - 1;
        foreach (int number in old)
        {
            if (number != 0)
            {
                int bucket = RuntimeHelpers.GetHashCode(_objects[number]!) & mask;
                while (_buckets[bucket] != 0)
                {
                    bucket = (bucket + 1) & mask;
                }

                _buckets[bucket] = number;
            }
        }
    }
}
