// A critical section that notices company. The counter is a plain field on purpose: an increment that two callers make at
// once is lost, and a store that the lock failed to publish is too. The number of callers inside is counted atomically
// beside it, so that an overlap is seen even if no increment happens to be lost by it.

using Xunit;

namespace Baton.Contracts;

/// <summary>The body of every torture: counts its visitors and sees when two are inside.</summary>
public sealed class Section
{
    private long _visits;
    private int _inside;
    private long _overlaps;

    /// <summary>Visits the section: call it only while the lock is held.</summary>
    /// <param name="spins">How long to stay, in iterations of <see cref="Thread.SpinWait"/>.</param>
    /// <remarks>Now and then a visitor gives its CPU away. On few cores that is what makes callers meet: otherwise each
    /// thread does all its work in one time slice, alone.</remarks>
    public void Visit(int spins = 0)
    {
        Arrive();
        Thread.SpinWait(spins);
        if (_visits % 32 == 0)
        {
            Thread.Sleep(0);
        }

        Leave();
    }

    /// <summary>Visits the section across an await.</summary>
    public async ValueTask VisitAsync()
    {
        Arrive();
        await Task.Yield();
        Leave();
    }

    public void Arrive()
    {
        if (Interlocked.Increment(ref _inside) != 1)
        {
            Interlocked.Increment(ref _overlaps);
        }

        _visits++;
    }

    public void Leave() => Interlocked.Decrement(ref _inside);

    public void AssertExclusive(long visits)
    {
        Assert.True(Interlocked.Read(ref _overlaps) == 0, $"Two callers were inside the section at once, {_overlaps} times.");
        Assert.True(_visits == visits, $"{visits} visits were made but {_visits} counted: increments were lost.");
    }
}
