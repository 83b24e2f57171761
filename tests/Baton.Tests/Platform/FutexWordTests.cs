// Every word a thread can sleep on keeps one contract: it sleeps only while the value is the expected one, a wake after a
// change is never missed, and a limit ends the sleep. Run for the system's own and for the managed fallback.

using Baton.Contracts;
using Baton.Locking;
using Baton.Platform;
using Xunit;

namespace Baton.Tests.Platform;

public abstract class FutexWordContract
{
    private protected static readonly Watchdog Watchdog = new(TimeSpan.FromSeconds(30));

    private protected abstract FutexWord Create();

    [Fact]
    public void Wait_WhenTheValueIsAnother_ReturnsAtOnce()
    {
        FutexWord word = Create();
        word.Exchange(1, MemoryOrder.Release);

        Watchdog.EndOf(TestThread.Start("sleeper", () => word.Wait(0, Deadline.Never)));
    }

    [Fact]
    public void Wait_UntilALimit_Returns()
    {
        FutexWord word = Create();

        Watchdog.EndOf(TestThread.Start("sleeper", () => word.Wait(0, Deadline.AfterMicroseconds(500))));
    }

    [Fact]
    public void CompareExchange_ReplacesTheExpectedValueOnly()
    {
        FutexWord word = Create();

        Assert.Equal(0, word.CompareExchange(7, 8, MemoryOrder.Acquire));
        Assert.Equal(0, word.CompareExchange(0, 5, MemoryOrder.Acquire));
        Assert.Equal(5, word.Exchange(6, MemoryOrder.Acquire));
        Assert.Equal(6, word.CompareExchange(6, 0, MemoryOrder.Acquire));
    }

    /// <summary>Two threads pass a turn to and fro; a wake that is missed once stops them.</summary>
    [Fact]
    public void Wake_AfterAChange_IsNeverMissed()
    {
        FutexWord[] words = [Create(), Create()];
        Parker[] parkers = [new(words[0]), new(words[1])];
        const int turns = 20_000;

        TestThread[] players = TestThread.StartMany(2, index =>
        {
            for (int i = 0; i < turns; i++)
            {
                if (index == 0)
                {
                    parkers[1].Unpark();
                    Assert.True(parkers[0].Park(Deadline.Never));
                }
                else
                {
                    Assert.True(parkers[1].Park(Deadline.Never));
                    parkers[0].Unpark();
                }
            }
        });
        Array.ForEach(players, Watchdog.EndOf);
    }

    [Fact]
    public void Park_AfterAnUnpark_ReturnsAtOnceAndOnlyOnce()
    {
        Parker parker = new(Create());
        parker.Unpark();
        parker.Unpark();

        Watchdog.EndOf(TestThread.Start("sleeper", () =>
        {
            Assert.True(parker.Park(Deadline.Never));
            Assert.False(parker.Park(Deadline.AfterMicroseconds(500)), "Two wakes before a sleep count as one.");
        }));
    }

    /// <summary>A limit and a wake that meet: the wake is taken now or kept for the next sleep, and never lost.</summary>
    [Fact]
    public void Park_WhoseLimitMeetsAWake_DoesNotLoseIt()
    {
        Parker parker = new(Create());
        const int rounds = 2_000;
        int taken = 0;
        using Barrier barrier = new(2);

        TestThread[] pair = TestThread.StartMany(2, index =>
        {
            for (int round = 0; round < rounds; round++)
            {
                barrier.SignalAndWait();
                if (index == 0)
                {
                    bool woken = parker.Park(Deadline.AfterMicroseconds(round % 60));
                    barrier.SignalAndWait();
                    taken += woken || parker.Park(Deadline.Never) ? 1 : 0;
                }
                else
                {
                    Thread.SpinWait(round % 50 * 20);
                    parker.Unpark();
                    barrier.SignalAndWait();
                }
            }
        });
        Array.ForEach(pair, Watchdog.EndOf);

        Assert.Equal(rounds, taken);
    }
}

/// <summary>What this system offers.</summary>
public sealed class SystemFutexTests : FutexWordContract
{
    private protected override FutexWord Create() => FutexWord.Create();
}

/// <summary>The fallback where the system offers nothing.</summary>
public sealed class ManagedFutexTests : FutexWordContract
{
    private protected override FutexWord Create() => new ManagedFutex();

    /// <summary>The thread interrupts itself first, so the interrupt meets the sleep whatever the timing.</summary>
    [Fact]
    public void Wait_OfAnInterruptedThread_GoesOnToItsLimitAndKeepsTheInterrupt()
    {
        FutexWord word = Create();

        Watchdog.EndOf(TestThread.Start("sleeper", () =>
        {
            Deadline limit = Deadline.AfterMicroseconds(50_000);
            Thread.CurrentThread.Interrupt();

            word.Wait(0, limit);

            // The runtime's timer may be early by a tick of its own.
            Assert.True(limit.Remaining < TimeSpan.FromMilliseconds(25));
            Assert.Throws<ThreadInterruptedException>(() => Thread.Sleep(Timeout.Infinite));
        }));
    }

    /// <summary>A wake that an interrupt drives away would leave the sleeper asleep.</summary>
    [Fact]
    public void Wake_ByAnInterruptedThread_KeepsTheInterrupt()
    {
        FutexWord word = Create();

        Watchdog.EndOf(TestThread.Start("waker", () =>
        {
            Thread.CurrentThread.Interrupt();
            word.Wake();

            Assert.Throws<ThreadInterruptedException>(() => Thread.Sleep(Timeout.Infinite));
        }));
    }
}
