using System.Runtime.CompilerServices;

namespace Baton.Checker;

/// <summary>A place for one thread to sleep, with a permit that remembers one wake: what LockSupport and futexes give.</summary>
/// <param name="name">What traces call it.</param>
/// <param name="spuriousWakes">Whether <see cref="Park"/> may also return for no reason.</param>
public sealed class ParkingPermit(string? name = null, bool spuriousWakes = false)
{
    private readonly AtomicInt32 _permit = new(0, name);

    /// <summary>Sleeps until there is a permit, and takes it.</summary>
    /// <returns>Whether a permit was taken: always, unless wakes may be spurious.</returns>
    public bool Park([CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        if (spuriousWakes && Check.Happens(file, line))
        {
            return false;
        }

        _permit.AwaitExchange(1, 0, MemoryOrder.Acquire, file, line);
        return true;
    }

    /// <summary>Sleeps until there is a permit, and takes it, or until the time is over.</summary>
    /// <returns>Whether a permit was taken.</returns>
    public bool ParkForSomeTime([CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        _permit.TryAwaitExchange(1, 0, MemoryOrder.Acquire, file, line);

    /// <summary>Gives a permit, if there is none yet.</summary>
    public void Unpark([CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        _permit.Exchange(1, MemoryOrder.Release, file, line);
}
