// What the mutex costs in memory: bytes per object, bytes per operation, and nothing that stays behind after waits. Run
// alone, because the counters of the runtime see what everybody allocates.

using System.Runtime.CompilerServices;
using Baton.Contracts;
using Xunit;

namespace Baton.Tests.Mutex;

[Collection(nameof(RunAlone))]
public sealed class AllocationTests
{
    private const int Operations = 10_000;
    private static readonly Watchdog Watchdog = new(TimeSpan.FromSeconds(60));

    [Fact]
    public void Mutex_Object_TakesAtMost48Bytes()
    {
        HandoffMutex[] mutexes = new HandoffMutex[1_000];
        Fill();
        long bytes = AllocatedBy(Fill);

        Assert.InRange(bytes, 1, 48 * mutexes.Length);

        void Fill()
        {
            for (int i = 0; i < mutexes.Length; i++)
            {
                mutexes[i] = new HandoffMutex();
            }
        }
    }

    [Fact]
    public void EnterAndExit_Uncontended_AllocateNothing()
    {
        HandoffMutex mutex = new();
        using CancellationTokenSource source = new();
        Work(100);

        Assert.Equal(0, AllocatedBy(() => Work(Operations)));

        void Work(int count)
        {
            for (int i = 0; i < count; i++)
            {
                mutex.Enter();
                mutex.Exit();
                mutex.Enter(source.Token);
                mutex.Exit();
                Assert.True(mutex.TryEnter());
                mutex.Exit();
                Assert.True(mutex.TryEnter(TimeSpan.FromSeconds(1)));
                mutex.Exit();
                using (mutex.EnterScope())
                {
                }
            }
        }
    }

    [Fact]
    public void EnterAsyncAndDispose_Uncontended_AllocateNothing()
    {
        HandoffMutex mutex = new();
        using CancellationTokenSource source = new();
        Work(100);

        Assert.Equal(0, AllocatedBy(() => Work(Operations)));

        void Work(int count)
        {
            for (int i = 0; i < count; i++)
            {
                ValueTask<HandoffMutex.AsyncScope> entry = mutex.EnterAsync(source.Token);
                Assert.True(entry.IsCompletedSuccessfully);
                entry.Result.Dispose();
            }
        }
    }

    /// <summary>Queued and handed over each time, with and without a token: the waiters come from a pool.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EnterAsync_Contended_AllocatesNothingOnceThePoolIsWarm(bool withToken)
    {
        using CancellationTokenSource source = new();
        Relay relay = new(withToken ? source.Token : CancellationToken.None);
        relay.Run(2_000);

        long bytes = AllocatedByEverybody(() => relay.Run(Operations));

        // The pool's own queues grow now and then; a single object per operation would be 24 bytes at the least.
        Assert.True(bytes < 2 * Operations, $"{Operations} contended entries allocated {bytes} bytes.");
    }

    [Fact]
    public void Enter_Contended_AllocatesNothingPerWait()
    {
        HandoffMutex mutex = new(new HandoffMutexOptions { Handoff = HandoffMode.Always });
        Turns(500);

        long bytes = AllocatedByEverybody(() => Turns(Operations));

        // Two threads and their bookkeeping, once; nothing that grows with the number of waits.
        Assert.True(bytes < 2 * Operations, $"{2 * Operations} handoffs between threads allocated {bytes} bytes.");

        void Turns(int count)
        {
            foreach (TestThread thread in TestThread.StartMany(2, _ =>
            {
                for (int i = 0; i < count; i++)
                {
                    mutex.Enter();
                    mutex.Exit();
                }
            }))
            {
                Watchdog.EndOf(thread);
            }
        }
    }

    /// <summary>Twenty thousand waits, cancelled and not; what is alive afterwards is what was alive before.</summary>
    [Fact]
    public async Task Memory_AfterManyWaits_IsFlat()
    {
        HandoffMutex mutex = new();
        await Waits(2_000);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await Waits(20_000);
        long after = GC.GetTotalMemory(forceFullCollection: true);

        // A waiter that stayed behind would be 100 bytes each: two million in all.
        Assert.True(after - before < 200_000, $"{after - before} bytes more are alive after 20,000 waits.");

        async Task Waits(int count)
        {
            for (int i = 0; i < count; i++)
            {
                using CancellationTokenSource source = new();
                HandoffMutex.AsyncScope holder = await mutex.EnterAsync();
                Task<HandoffMutex.AsyncScope> patient = mutex.EnterAsync(source.Token).AsTask();
                Task<HandoffMutex.AsyncScope> cancelled = mutex.EnterAsync(source.Token).AsTask();
                holder.Dispose();
                (await patient).Dispose();
                await source.CancelAsync();
                await Task.WhenAny(cancelled);
                if (cancelled.IsCompletedSuccessfully)
                {
                    cancelled.Result.Dispose();
                }
            }
        }
    }

    private static long AllocatedBy(Action work)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static long AllocatedByEverybody(Action work)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        work();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    /// <summary>Two async methods that keep the mutex across an await, so that each finds it held.</summary>
    private sealed class Relay(CancellationToken token)
    {
        private readonly HandoffMutex _mutex = new();

        public void Run(int count)
        {
            Task both = Task.WhenAll(Task.Run(() => Leg(count / 2)), Task.Run(() => Leg(count / 2)));
            Watchdog.Until(() => both.IsCompleted, "both legs of the relay have run");
        }

        private async Task Leg(int count)
        {
            for (int i = 0; i < count; i++)
            {
                using (await _mutex.EnterAsync(token))
                {
                    await Task.Yield();
                }
            }
        }
    }
}
