// A thread that does nothing but hold the lock until told to let go: the "someone else" of the contracts.

namespace Baton.Contracts;

/// <summary>A lock held by another thread, from the constructor's return until <see cref="End"/>.</summary>
public sealed class Tenure
{
    private readonly TaskCompletionSource _end = new();
    private readonly TestThread _holder;
    private readonly Watchdog _watchdog;

    internal Tenure(ExclusiveLock held, Watchdog watchdog)
    {
        _watchdog = watchdog;
        bool entered = false;
        _holder = TestThread.Start("holder", () =>
        {
            held.Enter();
            Volatile.Write(ref entered, true);
            _end.Task.Wait();
            held.Exit();
        });
        watchdog.Until(() => Volatile.Read(ref entered), "the holder has entered");
    }

    /// <summary>Lets the holder exit, without waiting for it.</summary>
    public void LetGo() => _end.SetResult();

    /// <summary>Lets the holder exit and waits until it has.</summary>
    public void End()
    {
        LetGo();
        _watchdog.EndOf(_holder);
    }
}
