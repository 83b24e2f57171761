// One torturer: takes a lock, and now and then the ones after it in their order, stays for a random while, lets go, and does
// it again. The dice say how it asks (patiently, with a timeout, with a token that may be cancelled at any moment), and how
// long it stays: mostly a moment, one time in two hundred a millisecond or so. Threads and async callers play by the same
// dice. A thread lives for a while and then hands its books to a successor, so that identities come and go.

namespace Baton.Torture;

/// <summary>A participant in a torture run.</summary>
internal sealed class Torturer(TortureField field, TorturerState state, Random dice)
{
    private enum Manner
    {
        Patient,
        Timed,
        Cancellable,
    }

    public TorturerState State => state;

    /// <summary>Runs on the calling thread until the field is closed or this life is over; says which.</summary>
    public bool LiveAsThread()
    {
        long lifeSpan = field.Options.LifeSpan == 0 ? long.MaxValue : dice.Next(1, 2 * field.Options.LifeSpan);
        for (long i = 0; i < lifeSpan; i++)
        {
            if (field.IsClosed)
            {
                return true;
            }

            if (field.Stutter.IsPaused)
            {
                state.Now("pauses");
                field.Stutter.Wait();
            }

            Nest(dice.Next(field.Locks.Count));
        }

        return field.IsClosed;
    }

    /// <summary>Runs as an async flow until the field is closed.</summary>
    public async Task LiveAsync()
    {
        while (!field.IsClosed)
        {
            if (field.Stutter.IsPaused)
            {
                state.Now("pauses");
                await field.Stutter.WaitAsync().ConfigureAwait(false);
            }

            await NestAsync(dice.Next(field.Locks.Count)).ConfigureAwait(false);
            if (dice.Next(64) == 0)
            {
                await Task.Yield();
            }
        }
    }

    private void Nest(int index)
    {
        if (!TryEnter(index))
        {
            return;
        }

        field.Guarded[index].SignIn(state.Signature);
        Stay();
        if (index + 1 < field.Locks.Count && dice.Next(8) == 0)
        {
            Nest(index + 1);
            state.Now($"holds lock {index}");
        }

        field.Guarded[index].SignOut(state.Signature);
        field.Locks[index].Exit();
        state.Now("is between locks");
    }

    private async Task NestAsync(int index)
    {
        if (await TryEnterAsync(index).ConfigureAwait(false) is not { } tenure)
        {
            return;
        }

        field.Guarded[index].SignIn(state.Signature);
        Stay();
        if (dice.Next(4) == 0)
        {
            await Task.Yield();
        }

        if (index + 1 < field.Locks.Count && dice.Next(8) == 0)
        {
            await NestAsync(index + 1).ConfigureAwait(false);
            state.Now($"holds lock {index}");
        }

        field.Guarded[index].SignOut(state.Signature);
        tenure.Dispose();
        state.Now("is between locks");
    }

    private bool TryEnter(int index)
    {
        state.Now($"wants lock {index}");
        Manner manner = ThrowForManner();
        using CancellationTokenSource? source = manner == Manner.Cancellable ? field.CancelSoon(dice) : null;
        try
        {
            bool entered = field.Locks[index].Enter(TimeoutFor(manner), source?.Token ?? CancellationToken.None);
            Note(index, entered);
            return entered;
        }
        catch (OperationCanceledException)
        {
            state.Cancelled();
            return false;
        }
    }

    private async ValueTask<IDisposable?> TryEnterAsync(int index)
    {
        state.Now($"wants lock {index}");
        Manner manner = ThrowForManner();
        using CancellationTokenSource? source = manner == Manner.Cancellable ? field.CancelSoon(dice) : null;
        try
        {
            IDisposable? tenure = await field.Locks[index]
                .EnterAsync(TimeoutFor(manner), source?.Token ?? CancellationToken.None).ConfigureAwait(false);
            Note(index, tenure is not null);
            return tenure;
        }
        catch (OperationCanceledException)
        {
            state.Cancelled();
            return null;
        }
    }

    private void Note(int index, bool entered)
    {
        if (entered)
        {
            state.Acquired();
            state.Now($"holds lock {index}");
            field.CountVisit(index);
        }
        else
        {
            state.TimedOut();
        }
    }

    private Manner ThrowForManner() => dice.Next(16) switch
    {
        0 => Manner.Timed,
        1 when field.Locks[0].IsAsync => Manner.Cancellable,
        _ => Manner.Patient,
    };

    private TimeSpan TimeoutFor(Manner manner) =>
        manner == Manner.Timed ? TimeSpan.FromMilliseconds(dice.Next(4)) : Timeout.InfiniteTimeSpan;

    private void Stay()
    {
        if (dice.Next(200) == 0)
        {
            Thread.Sleep(dice.Next(3));
        }
        else
        {
            Thread.SpinWait(dice.Next(100));
        }
    }
}
