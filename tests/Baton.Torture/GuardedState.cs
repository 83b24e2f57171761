// What a lock under torture guards: plain fields that only a holder may touch, arranged so that a second holder is noticed.
// Every holder signs in and out, adds one to each of several counters that must always agree, and the sum of all visits is
// known from outside. A holder that finds another's signature, or counters that disagree, has seen a violation.

namespace Baton.Torture;

/// <summary>State that one holder at a time may touch.</summary>
internal sealed class GuardedState
{
    private const int Words = 8;

    private readonly long[] _counters = new long[Words];
    private int _signature;
    private long _violations;

    public long Violations => Interlocked.Read(ref _violations);

    /// <summary>What all visits add up to; exact when nobody is inside.</summary>
    public long Visits => _counters[0];

    /// <summary>The first thing a holder does.</summary>
    public void SignIn(int signature)
    {
        if (Interlocked.Exchange(ref _signature, signature) != 0)
        {
            Interlocked.Increment(ref _violations);
        }

        long visits = _counters[0];
        for (int i = 0; i < Words; i++)
        {
            if (_counters[i] != visits)
            {
                Interlocked.Increment(ref _violations);
            }

            _counters[i] = visits + 1;
        }
    }

    /// <summary>The last thing a holder does.</summary>
    public void SignOut(int signature)
    {
        if (Interlocked.Exchange(ref _signature, 0) != signature)
        {
            Interlocked.Increment(ref _violations);
        }
    }
}
