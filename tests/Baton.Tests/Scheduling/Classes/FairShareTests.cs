// What the fair class promises, on a simulated processor with a random cast: nobody is ever farther ahead of its share or
// behind it than one slice and one tick, and what it brought from its last sleep; and over any time everybody gets what its
// weight says.

using Baton.Scheduling;
using Baton.Scheduling.Classes;
using CsCheck;
using Xunit;
using static Baton.Tests.Scheduling.Classes.ClassBench;

namespace Baton.Tests.Scheduling.Classes;

public sealed class FairShareTests
{
    [Fact]
    public void AlwaysRunnable_GetTheirShareToWithinOneSlice()
    {
        Gen.Int[SchedulingPolicy.MinNice, SchedulingPolicy.MaxNice].Array[2, 20].Sample(
            nices =>
            {
                ClassBench bench = new(new FairQueue());
                QueuedFiber[] fibers = [.. nices.Select((nice, i) => bench.Start($"{i}", SchedulingPolicy.Normal(nice)))];
                double weight = nices.Sum(nice => (double)NiceWeight.Of(nice));
                bench.RunUntil(bench.Now + Second);
                foreach (QueuedFiber fiber in fibers)
                {
                    double share = Second * fiber.Fair.Weight / weight;
                    Assert.InRange(fiber.Ran - share, -FairQueue.Slice, FairQueue.Slice);
                }
            },
            iter: 300);
    }

    [Fact]
    public void BatchAndNormal_OfTheSameNice_GetTheSame()
    {
        ClassBench bench = new(new FairQueue());
        QueuedFiber batch = bench.Start("batch", SchedulingPolicy.Batch());
        QueuedFiber normal = bench.Start("normal", SchedulingPolicy.Normal());
        bench.RunUntil(bench.Now + Second);

        Assert.InRange(batch.Ran - normal.Ran, -FairQueue.BatchSlice, FairQueue.BatchSlice);
    }

    [Fact]
    public void Lag_OfTheAlwaysRunnable_IsWithinTwoSlicesAndTwoTicks() =>
        CheckLags(2 * (FairQueue.Slice + FairQueue.Tick));

    // Of those who sleep there is no such bound, either way: all who come back behind their share are owed by who is here.
    private static void CheckLags(long most) =>
        Gen.Select(Gen.Int[SchedulingPolicy.MinNice, SchedulingPolicy.MaxNice].Array[2, 12], Gen.Int).Sample(
            (cast, seed) =>
            {
                ClassBench bench = new(new FairQueue());
                OneProcessor processor = new(bench);
                Random random = new(seed);
                processor.Lateness = () => random.NextInt64(FairQueue.Tick);
                List<QueuedFiber> fibers = [];
                foreach (int nice in cast)
                {
                    QueuedFiber fiber = new($"{fibers.Count}: nice {nice}", SchedulingPolicy.Normal(nice));
                    fibers.Add(fiber);
                    processor.At(Second + random.NextInt64(20 * Millisecond), () => processor.Give(fiber, Second, () => { }));
                }

                processor.Watch = () =>
                {
                    long average = ((FairQueue)bench.Queue).VirtualTime;
                    foreach (QueuedFiber fiber in fibers)
                    {
                        if (fiber.Queueing != Queueing.None)
                        {
                            // In real time.
                            double lag = (double)(average - fiber.Fair.Runtime) * fiber.Fair.Weight / NiceWeight.Unit;
                            Assert.True(
                                Math.Abs(lag) <= most,
                                $"{fiber} has a lag of {lag / Millisecond} ms at {processor.Now - Second}.");
                        }
                    }
                };
                processor.RunUntil(Second + (200 * Millisecond));
            },
            iter: 200);

    [Fact]
    public void ShortSleeps_AreNoWayToMore()
    {
        // One sleeps for a moment whenever it has run for a while; without delayed dequeue it would come back level.
        ClassBench bench = new(new FairQueue());
        OneProcessor processor = new(bench);
        QueuedFiber honest = new("honest", SchedulingPolicy.Normal());
        QueuedFiber sleeper = new("sleeper", SchedulingPolicy.Normal());
        processor.Give(honest, long.MaxValue / 2, () => { });
        Trick();
        processor.RunUntil(Second + Second);

        Assert.InRange(sleeper.Ran - honest.Ran, long.MinValue, 2 * FairQueue.Slice);

        void Trick() => processor.Give(sleeper, 1400 * Microsecond, () => processor.At(processor.Now + 1, Trick));
    }
}
