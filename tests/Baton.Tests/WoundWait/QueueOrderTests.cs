// Waiters with contexts are served by age, whatever the order in which they came, and whoever leaves meanwhile.

using CsCheck;
using Xunit;

namespace Baton.Tests.WoundWait;

public sealed class QueueOrderTests
{
    public static TheoryData<DeadlockAvoidance> Both => [DeadlockAvoidance.WoundWait, DeadlockAvoidance.WaitDie];

    [Theory]
    [MemberData(nameof(Both))]
    public void Waiters_ThatComeInAnyOrder_AreServedByAge(DeadlockAvoidance avoidance) =>
        Gen.Shuffle(Enumerable.Range(0, 12).ToArray())
            .Select(Gen.Bool.Array[12], (order, leaves) => (order, leaves))
            .Sample(input => ServesByAge(avoidance, input.order, input.leaves), iter: 300);

    private static bool ServesByAge(DeadlockAvoidance avoidance, int[] order, bool[] leaves)
    {
        AcquireClass acquireClass = new(avoidance);
        WoundWaitMutex mutex = new(acquireClass);
        AcquireContext[] byAge = [.. order.Select(_ => new AcquireContext(acquireClass))];
        Task<AcquireOutcome>[] waits = new Task<AcquireOutcome>[byAge.Length];
        using CancellationTokenSource source = new();
        mutex.Enter();
        foreach (int index in order)
        {
            waits[index] = mutex.EnterAsync(byAge[index], leaves[index] ? source.Token : default).AsTask();
        }

        source.Cancel();
        mutex.Exit();
        for (int index = 0; index < byAge.Length; index++)
        {
            if (leaves[index])
            {
                Task ended = waits[index].ContinueWith(_ => { }, TaskScheduler.Default);
                Flow.Watchdog.EndOf(ended, "the cancelled wait ends").GetAwaiter().GetResult();
                if (!waits[index].IsCanceled)
                {
                    return false;
                }
            }
            else
            {
                Task<AcquireOutcome> result = Flow.Watchdog.ResultOf(waits[index], "the next in age is served");
                if (result.GetAwaiter().GetResult() != AcquireOutcome.Acquired || !mutex.IsHeldBy(byAge[index]))
                {
                    return false;
                }

                mutex.Exit(byAge[index]);
            }
        }

        return mutex.State.Bits == 0;
    }
}
