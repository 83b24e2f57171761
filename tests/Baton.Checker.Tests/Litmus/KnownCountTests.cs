using Baton.Checker.Tests.Oracle;
using Xunit;

namespace Baton.Checker.Tests.Litmus;

/// <summary>Programs whose number of executions has a closed form. Outcomes alone would not show an engine that finds
/// executions twice, or one that misses some that look alike.</summary>
public sealed class KnownCountTests
{
    [Theory]
    [InlineData(2, 4)]
    [InlineData(3, 36)]
    [InlineData(4, 576)]
    [InlineData(5, 14_400)]
    public void StoreThenLoad_NThreads_HasNFactorialSquaredExecutions(int threads, int expected)
    {
        Executions all = Executions.Of(() =>
        {
            var x = new AtomicInt64();
            return CheckedProgram.Of(
                "store; load",
                [.. Enumerable.Range(0, threads).Select<int, System.Action>(i => () =>
                {
                    x.Store(i + 1, MemoryOrder.Relaxed);
                    x.Load(MemoryOrder.Relaxed);
                })]);
        });
        Assert.Equal(expected, all.Complete.Count);
        Assert.Equal(expected, all.Complete.Distinct().Count());
    }

    [Theory]
    [InlineData(3, 6)]
    [InlineData(5, 120)]
    [InlineData(7, 5_040)]
    public void Add_NThreads_HasNFactorialExecutions(int threads, int expected)
    {
        Executions all = Executions.Of(() =>
        {
            var x = new AtomicInt64();
            return CheckedProgram.Of(
                "add",
                [.. Enumerable.Range(0, threads).Select<int, System.Action>(_ => () => x.Add(1, MemoryOrder.Relaxed))]);
        });
        Assert.Equal(expected, all.Complete.Count);
        Assert.Equal(expected, all.Complete.Distinct().Count());
    }

    [Theory]
    [InlineData(3, 6)]
    [InlineData(5, 120)]
    [InlineData(6, 720)]
    public void ReadAndReplaceUntilDone_NThreads_HasNFactorialExecutions(int threads, int expected)
    {
        Executions all = Executions.Of(() =>
        {
            var x = new AtomicInt64();
            return CheckedProgram.Of(
                "replace",
                [.. Enumerable.Range(0, threads).Select<int, System.Action>(_ => () =>
                {
                    long seen = x.Load(MemoryOrder.Relaxed);
                    while (!x.TryReplace(ref seen, seen + 1, MemoryOrder.Relaxed))
                    {
                    }
                })],
                () => Check.That(x.Load(MemoryOrder.Relaxed) == threads, "No addition is lost."));
        });
        Assert.Empty(all.Failures);
        Assert.Equal(expected, all.Complete.Count);
        Assert.Equal(expected, all.Complete.Distinct().Count());
    }

    [Fact]
    public void ReadAndReplaceUntilDone_FromAValueThatIsNotTheOneRead_IsAnOrdinaryCompareExchange()
    {
        var outcomes = new SortedSet<long>();
        Executions.Of(() =>
        {
            var x = new AtomicInt64();
            long seen = 0;
            return CheckedProgram.Of(
                "guess",
                [
                    () =>
                    {
                        seen = 7;
                        x.TryReplace(ref seen, 8, MemoryOrder.Relaxed);
                    },
                    () => x.Store(7, MemoryOrder.Relaxed),
                ],
                () => outcomes.Add((seen * 10) + x.Load(MemoryOrder.Relaxed)));
        });
        Assert.Equal([7, 78], outcomes);
    }
}
