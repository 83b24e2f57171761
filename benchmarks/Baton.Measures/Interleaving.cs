// Runs rivals in turns. One after the other would let a slow minute of the machine fall on one of them alone; in turns,
// and with another one first in each round, it falls on all. What is compared are medians over the rounds.

using Baton.Rivals;

namespace Baton.Measures;

/// <summary>Runs rivals in turns.</summary>
public static class Interleaving
{
    /// <summary>Measures each rival once a round.</summary>
    /// <param name="rivals">The kinds of lock.</param>
    /// <param name="rounds">How often each is measured.</param>
    /// <param name="measure">One measurement.</param>
    /// <param name="afterEach">Told what was just measured.</param>
    /// <param name="cancellationToken">Ends it; the measurement that was cut short is thrown away unless it is the only one.</param>
    /// <returns>The rivals that were measured at all, each with its results in the order of the rounds.</returns>
    public static IReadOnlyDictionary<Rival, IReadOnlyList<TResult>> Run<TResult>(
        IReadOnlyList<Rival> rivals,
        int rounds,
        Func<Rival, TResult> measure,
        Action<Rival, TResult>? afterEach = null,
        CancellationToken cancellationToken = default)
    {
        var results = rivals.ToDictionary(rival => rival, _ => new List<TResult>());
        for (int round = 0; round < rounds; round++)
        {
            for (int turn = 0; turn < rivals.Count && !cancellationToken.IsCancellationRequested; turn++)
            {
                Rival rival = rivals[(round + turn) % rivals.Count];
                TResult result = measure(rival);
                if (cancellationToken.IsCancellationRequested && results[rival].Count > 0)
                    break;

                results[rival].Add(result);
                afterEach?.Invoke(rival, result);
            }
        }

        return results
            .Where(entry => entry.Value.Count > 0)
            .ToDictionary(entry => entry.Key, entry => (IReadOnlyList<TResult>)entry.Value);
    }
}
