// Counts overtaking after a request, exactly. Each acquisition is told while its owner holds the mutex, and a request is told
// under the list lock before an unlock can answer it; so the order of the events is the order of what happened, except that
// the owner of the moment may tell its own acquisition a little late, after the request. That one is the one acquisition
// that the rule allows.

using Baton.Locking;

namespace Baton.Torture;

/// <summary>Watches every request for a handoff until it is answered.</summary>
internal sealed class BypassProbe : MutexProbe
{
    private readonly Lock _books = new();
    private long _requester;
    private int _overtaken;

    public long Requests { get; private set; }

    public long Answered { get; private set; }

    /// <summary>The most acquisitions by others between a request and the requester's own.</summary>
    public int OvertakenMax { get; private set; }

    public override void On(MutexEvent happened, long id)
    {
        lock (_books)
        {
            switch (happened)
            {
                case MutexEvent.HandoffRequested:
                    Requests++;
                    _requester = id;
                    _overtaken = 0;
                    break;
                case MutexEvent.Canceled or MutexEvent.TimedOut:
                    _requester = _requester == id ? 0 : _requester;
                    break;
                case MutexEvent.Acquired or MutexEvent.Stolen or MutexEvent.SpinPaid
                    or MutexEvent.AcquiredFromQueue or MutexEvent.PickedUp or MutexEvent.Transferred:
                    Acquired(id);
                    break;
            }
        }
    }

    public override string ToString() => $"{Requests} requests, {Answered} answered, overtaken at most {OvertakenMax} times";

    private void Acquired(long id)
    {
        if (_requester == id)
        {
            Answered++;
            _requester = 0;
        }
        else if (_requester != 0)
        {
            OvertakenMax = Math.Max(OvertakenMax, ++_overtaken);
        }
    }
}
