// One game of football on a scheduler's real workers, after the kernel's ksched_football:
//
//      defender   priority 2, 3, 4 …   the first holds the first lock and computes for as long as the game lasts; each
//                                      further one holds a lock and waits for the one before
//      striker    priority 50          moves the ball whenever it runs
//      captain    priority 60          waits for the last lock of a chain
//      fan        priority 70          computes for a while, is elsewhere for a while, and comes back
//
// Of chains, strikers and fans there are as many as workers. The strikers deserve more than any defender, and less than any captain. So if
// entitlement flows along the chains, and the chains are spread over the workers, the ball does not move.
//
// Nothing here takes a fixed time. Each team is in place when the locks say so; a game is over after so many visits of the
// fans with proxy execution, and without it when the ball has moved.

using System.Diagnostics;

namespace Baton.Torture;

/// <summary>One game.</summary>
internal sealed class Football
{
    private const int TurnsOfAFan = 2_000;

    private readonly FootballOptions _options;
    private readonly ProxyScheduler _scheduler;
    private readonly HandoffMutex[][] _locks;
    private readonly List<Fiber> _players = [];
    private volatile bool _isOver;
    private long _ball;

    private Football(FootballOptions options, ProxyScheduler scheduler)
    {
        _options = options;
        _scheduler = scheduler;
        _locks = [.. Enumerable.Range(0, options.Workers).Select(_ => Enumerable.Range(0, options.Locks).Select(_ => new HandoffMutex()).ToArray())];
    }

    /// <summary>Plays a game; returns how often the ball was moved.</summary>
    /// <exception cref="TimeoutException">Somebody got stuck.</exception>
    public static async Task<long> PlayAsync(FootballOptions options)
    {
        await using var scheduler = new ProxyScheduler(new ProxySchedulerOptions
        {
            WorkerCount = options.Workers,
            ProxyExecution = options.ProxyExecution,
            Name = "football",
        });
        var game = new Football(options, scheduler);
        try
        {
            return await game.PlayAsync();
        }
        finally
        {
            game._isOver = true;
        }
    }

    private async Task<long> PlayAsync()
    {
        foreach (HandoffMutex[] chain in _locks)
        {
            await TakeThePitch(chain);
        }

        int strikers = _players.Count;
        for (int i = 0; i < _options.Workers; i++)
        {
            _ = Enlist("striker", 50, Strike);
        }

        int fans = _players.Count;
        for (int i = 0; i < _options.Workers; i++)
        {
            _ = Enlist("fan", 70, StormThePitch);
        }

        foreach (Fiber fan in _players[fans..])
        {
            await Until(fan.Completion, fan);
        }

        if (_options.ProxyExecution == ProxyExecution.Off)
        {
            await Until(() => Volatile.Read(ref _ball) > 0, _players[strikers]);
        }

        long ball = Volatile.Read(ref _ball);
        _isOver = true;
        foreach (Fiber player in _players)
        {
            await Until(player.Completion, player);
        }

        return ball;
    }

    /// <summary>Puts up a chain of defenders and their captain, one after the other.</summary>
    private async Task TakeThePitch(HandoffMutex[] chain)
    {
        var holds = new TaskCompletionSource();
        _ = Enlist("defender", 2, async () =>
        {
            using (await chain[0].EnterAsync())
            {
                holds.SetResult();
                while (!_isOver)
                {
                    await Fiber.Checkpoint();
                }
            }
        });
        await Until(holds.Task, _players[^1]);
        for (int i = 1; i < chain.Length; i++)
        {
            (HandoffMutex held, HandoffMutex wanted) = (chain[i], chain[i - 1]);
            await AwaitAt(Enlist("defender", 2 + i, async () =>
            {
                using (await held.EnterAsync())
                {
                    using (await wanted.EnterAsync())
                    {
                    }
                }
            }));
        }

        await AwaitAt(Enlist("captain", 60, async () =>
        {
            using (await chain[^1].EnterAsync())
            {
            }
        }));
    }

    private async Task Strike()
    {
        while (!_isOver)
        {
            Interlocked.Increment(ref _ball);
            await Fiber.Checkpoint();
        }
    }

    private async Task StormThePitch()
    {
        for (int visit = 0; visit < _options.Visits; visit++)
        {
            for (int turn = 0; turn < TurnsOfAFan; turn++)
            {
                Thread.SpinWait(1);
                await Fiber.Checkpoint();
            }

            // Elsewhere: a thread of the pool brings the fan back, after a time that nobody knows.
            await Task.Run(static () => Thread.SpinWait(TurnsOfAFan));
        }
    }

    private Fiber Enlist(string role, int priority, Func<Task> body)
    {
        Fiber player = _scheduler.Start(body, SchedulingPolicy.Fifo(priority), new FiberOptions { Name = $"{role} {_players.Count}" });
        _players.Add(player);
        return player;
    }

    /// <summary>Waits until a player stands at the lock that is to stop it.</summary>
    private Task AwaitAt(Fiber player) => Until(() => player.IsAsleep && player.BlockedOn is not null, player);

    private Task Until(Task end, Fiber player) => Until(() => end.IsCompleted, player);

    private async Task Until(Func<bool> condition, Fiber player)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > _options.StallLimit)
            {
                throw new TimeoutException($"{player.Name} got stuck.\n{_scheduler.Snapshot()}");
            }

            await Task.Yield();
        }
    }
}
