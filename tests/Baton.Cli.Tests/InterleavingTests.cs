using Baton.Measures;
using Baton.Rivals;

namespace Baton.Cli.Tests;

public sealed class InterleavingTests
{
    private static readonly Rival[] Rivals = [RivalCatalog.Lock, RivalCatalog.Monitor, RivalCatalog.Semaphore];

    [Fact]
    public void Run_ThreeRounds_StartsEachRoundWithAnotherLock()
    {
        var order = new List<string>();

        Interleaving.Run(Rivals, 3, rival =>
        {
            order.Add(rival.Key);
            return 0;
        });

        Assert.Equal(
            ["lock", "monitor", "semaphore", "monitor", "semaphore", "lock", "semaphore", "lock", "monitor"], order);
    }

    [Fact]
    public void Run_InterruptedInTheSecondRound_ThrowsTheCutMeasurementAway()
    {
        using var interruption = new CancellationTokenSource();
        int measured = 0;

        IReadOnlyDictionary<Rival, IReadOnlyList<int>> results = Interleaving.Run(
            Rivals,
            3,
            _ =>
            {
                if (++measured == 5)
                    interruption.Cancel();

                return measured;
            },
            cancellationToken: interruption.Token);

        Assert.Equal(5, measured);
        Assert.Equal([1], results[RivalCatalog.Lock]);
        Assert.Equal([2, 4], results[RivalCatalog.Monitor]);
        Assert.Equal([3], results[RivalCatalog.Semaphore]);
    }

    [Fact]
    public void Run_InterruptedBeforeTheFirst_HasNoResults() =>
        Assert.Empty(Interleaving.Run(Rivals, 3, _ => 0, cancellationToken: new CancellationToken(canceled: true)));
}
