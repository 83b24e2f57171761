// Runs contestants in turns. One after the other would let a slow minute of the machine fall on one of them alone; in turns,
// and with another one first in each round, it falls on all. What is compared are medians over the rounds.

namespace Baton.Measures;

/// <summary>Runs contestants in turns.</summary>
public static class Interleaving
{
    /// <summary>Measures each contestant once a round.</summary>
    /// <param name="contestants">What is measured, such as kinds of lock; no two alike.</param>
    /// <param name="rounds">How often each is measured.</param>
    /// <param name="measure">One measurement.</param>
    /// <param name="afterEach">Told what was just measured.</param>
    /// <param name="cancellationToken">Ends it; the measurement that was cut short is thrown away unless it is the only one.</param>
    /// <returns>Those that were measured at all, each with its results in the order of the rounds.</returns>
    public static IReadOnlyDictionary<TContestant, IReadOnlyList<TResult>> Run<TContestant, TResult>(
        IReadOnlyList<TContestant> contestants,
        int rounds,
        Func<TContestant, TResult> measure,
        Action<TContestant, TResult>? afterEach = null,
        CancellationToken cancellationToken = default)
        where TContestant : notnull
    {
        var results = contestants.ToDictionary(contestant => contestant, _ => new List<TResult>());
        for (int round = 0; round < rounds; round++)
        {
            for (int turn = 0; turn < contestants.Count && !cancellationToken.IsCancellationRequested; turn++)
            {
                TContestant contestant = contestants[(round + turn) % contestants.Count];
                TResult result = measure(contestant);
                if (cancellationToken.IsCancellationRequested && results[contestant].Count > 0)
                    break;

                results[contestant].Add(result);
                afterEach?.Invoke(contestant, result);
            }
        }

        return results
            .Where(entry => entry.Value.Count > 0)
            .ToDictionary(entry => entry.Key, entry => (IReadOnlyList<TResult>)entry.Value);
    }
}
