// A fiber that stops in the middle of synchronous code: in Enter(), or at a checkpoint. Its thread waits with its stack,
// and the worker goes on with another (Hosting/Carrier.cs). A permit remembers a wake that comes before the sleep.

using Baton.Locking;
using Baton.Scheduling.Hosting;

namespace Baton;

public partial class Fiber
{
    private enum ParkState : byte
    {
        /// <summary>It does not sleep in synchronous code.</summary>
        None,

        /// <summary>Nor does it the next time: somebody has unparked it already.</summary>
        Permitted,

        /// <summary>It sleeps, or is about to.</summary>
        Parked,

        /// <summary>It has been unparked, and is to go on.</summary>
        Unparked,

        /// <summary>Its time is up, and it is to go on.</summary>
        TimedOut,
    }

    /// <inheritdoc/>
    internal override bool Park(Deadline limit) => Carrier.Current!.Park(this, limit);

    /// <inheritdoc/>
    internal override void Unpark()
    {
        WakeLock.Take();
        _park = _park < ParkState.Parked ? ParkState.Permitted : ParkState.Unparked;
        WakeIfParkedLocked();
    }

    /// <inheritdoc/>
    internal override void BeginBlocking() => Host.ReserveThread(this);

    /// <inheritdoc/>
    internal override void EndBlocking() => Host.ReturnThread();

    /// <summary>Its code, on the stack of <paramref name="thread"/>, stops until the fiber is picked again.</summary>
    internal void BeginSuspension(Carrier thread) => Details.Thread = thread;

    /// <summary>It has been picked, and goes on.</summary>
    internal void EndSuspension() => Details.Thread = null;

    /// <summary>It is about to sleep in synchronous code; returns false if a permit was there, which is used up.</summary>
    internal bool TryBeginPark(Carrier thread)
    {
        BeginSuspension(thread);
        WakeLock.Take();
        bool sleeps = _park != ParkState.Permitted;
        _park = sleeps ? ParkState.Parked : ParkState.None;
        WakeLock.Release();
        if (!sleeps)
        {
            EndSuspension();
        }

        return sleeps;
    }

    /// <summary>It sleeps no more; returns whether it was unparked, rather than out of time.</summary>
    internal bool EndPark()
    {
        EndSuspension();
        WakeLock.Take();
        bool unparked = _park == ParkState.Unparked;
        _park = ParkState.None;
        WakeLock.Release();
        return unparked;
    }

    /// <summary>The time of a park is up. <paramref name="wait"/> says which, for it may be over long ago.</summary>
    internal void TimeOut(TimedWait wait)
    {
        WakeLock.Take();
        if (wait.IsOver)
        {
            WakeLock.Release();
            return;
        }

        if (_park == ParkState.Parked)
        {
            _park = ParkState.TimedOut;
        }

        WakeIfParkedLocked();
    }

    private void WakeIfParkedLocked()
    {
        if (IsAsleep && _park >= ParkState.Parked)
        {
            Scheduler.WakeLocked(this);
        }
        else
        {
            WakeLock.Release();
        }
    }
}
