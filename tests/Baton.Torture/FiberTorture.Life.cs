// What a tortured fiber does with its life: mostly it enters mutexes within mutexes, and stops inside them; now and then it
// meddles with another, or throws. Everything is a throw of its own dice.

namespace Baton.Torture;

internal sealed partial class FiberTorture
{
    /// <summary>The life of one fiber.</summary>
    private sealed class FiberTorturer(FiberTorture field, Random dice)
    {
        private readonly int _lifeSpan = dice.Next(1, 200);

        public async Task LiveAsync(CancellationToken token)
        {
            for (int i = 0; i < _lifeSpan; i++)
            {
                Interlocked.Increment(ref field._operations);
                switch (dice.Next(10))
                {
                    case < 5:
                        await EnterAsync(dice.Next(field._mutexes.Length), token);
                        break;
                    case 5:
                        await PauseAsync(token);
                        break;
                    default:
                        MeddleOrDie();
                        break;
                }
            }
        }

        public void Live(CancellationToken token)
        {
            for (int i = 0; i < _lifeSpan; i++)
            {
                Interlocked.Increment(ref field._operations);
                switch (dice.Next(10))
                {
                    case < 5:
                        Enter(dice.Next(field._mutexes.Length), token);
                        break;
                    case 5:
                        Pause();
                        break;
                    default:
                        MeddleOrDie();
                        break;
                }
            }
        }

        private async Task EnterAsync(int index, CancellationToken token)
        {
            HandoffMutex mutex = field._mutexes[index];
            HandoffMutex.AsyncScope scope = dice.Next(4) == 0
                ? await mutex.TryEnterAsync(TimeSpan.FromMilliseconds(dice.Next(3)), token)
                : await mutex.EnterAsync(token);
            if (!scope.IsEntered)
            {
                return;
            }

            using (scope)
            {
                Arrive(index);
                try
                {
                    if (dice.Next(4) == 0)
                    {
                        await PauseAsync(token);
                    }

                    if (index + 1 < field._mutexes.Length && dice.Next(3) == 0)
                    {
                        await EnterAsync(index + 1, token);
                    }
                }
                finally
                {
                    Depart(index);
                }
            }
        }

        private void Enter(int index, CancellationToken token)
        {
            HandoffMutex mutex = field._mutexes[index];
            if (dice.Next(4) != 0)
            {
                mutex.Enter(token);
            }
            else if (!mutex.TryEnter(TimeSpan.FromMilliseconds(dice.Next(3)), token))
            {
                return;
            }

            Arrive(index);
            try
            {
                if (dice.Next(4) == 0)
                {
                    Pause();
                }

                if (index + 1 < field._mutexes.Length && dice.Next(3) == 0)
                {
                    Enter(index + 1, token);
                }
            }
            finally
            {
                Depart(index);
                mutex.Exit();
            }
        }

        private void Arrive(int index)
        {
            if (Interlocked.Increment(ref field._inside[index]) != 1)
            {
                Interlocked.Increment(ref field._violations);
            }
        }

        private void Depart(int index) => Interlocked.Decrement(ref field._inside[index]);

        private async Task PauseAsync(CancellationToken token)
        {
            switch (dice.Next(7))
            {
                case 0:
                    await Task.Delay(1, token);
                    break;
                case 1:
                    await Task.Run(() => Thread.SpinWait(50), token);
                    break;
                case 2:
                    await Task.Yield();
                    break;
                case 3:
                    await Fiber.Yield();
                    break;
                case 4:
                    await Task.Delay(1, token).ConfigureAwait(false);
                    break;
                default:
                    Thread.SpinWait(dice.Next(2_000));
                    await Fiber.Checkpoint();
                    break;
            }
        }

        private void Pause()
        {
            if (dice.Next(3) == 0)
            {
                Fiber.YieldNow();
            }
            else
            {
                Thread.SpinWait(dice.Next(2_000));
                Fiber.CheckpointNow();
            }
        }

        private void MeddleOrDie()
        {
            if (Volatile.Read(ref field._crowd[dice.Next(field._crowd.Length)]) is not { } other)
            {
                return;
            }

            switch (dice.Next(40))
            {
                case < 10:
                    other.ChangePolicy(field.AnyPolicy(dice));
                    break;
                case < 20:
                    other.ChangeAffinity(field.AnyAffinity(dice));
                    break;
                case < 22:
                    other.Cancel();
                    break;
                case < 30:
                    Interlocked.Increment(ref field._postsMade);
                    other.Post(static field => Interlocked.Increment(ref ((FiberTorture)field!)._postsRun), field);
                    break;
                case 30:
                    throw new TortureException();
            }
        }
    }

    /// <summary>What the dice throw.</summary>
    private sealed class TortureException : Exception;
}
