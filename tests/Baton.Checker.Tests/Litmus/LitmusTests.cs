// Litmus tests: the classic shapes, each with the outcomes that the model allows and the number of its executions.

using Baton.Checker.Tests.Oracle;
using Xunit;
using static Baton.Checker.MemoryOrder;

namespace Baton.Checker.Tests.Litmus;

public sealed class LitmusTests
{
    [Theory]
    [InlineData(false, 4, "00 01 10 11")]
    [InlineData(true, 3, "01 10 11")]
    public void StoreBuffering_WithAndWithoutFullFences_HasTheseOutcomes(bool fences, int executions, string outcomes) =>
        Check(executions, outcomes, (x, y, r) =>
        [
            () =>
            {
                x.Set(1, Relaxed);
                Full(fences);
                r[0] = y.Get(Relaxed);
            },
            () =>
            {
                y.Set(1, Relaxed);
                Full(fences);
                r[1] = x.Get(Relaxed);
            },
        ]);

    [Theory]
    [InlineData(Relaxed, Relaxed, 4, "00 01 10 11")]
    [InlineData(Release, Relaxed, 4, "00 01 10 11")]
    [InlineData(Relaxed, Acquire, 4, "00 01 10 11")]
    [InlineData(Release, Acquire, 3, "00 01 11")]
    public void MessagePassing_WithTheseOrders_HasTheseOutcomes(
        MemoryOrder store, MemoryOrder load, int executions, string outcomes) =>
        Check(executions, outcomes, (x, y, r) =>
        [
            () =>
            {
                x.Set(1, Relaxed);
                y.Set(1, store);
            },
            () =>
            {
                r[0] = y.Get(load);
                r[1] = x.Get(Relaxed);
            },
        ]);

    [Theory]
    [InlineData(true, true, 3, "00 01 11")]
    [InlineData(true, false, 4, "00 01 10 11")]
    [InlineData(false, true, 4, "00 01 10 11")]
    public void MessagePassing_ThroughFences_NeedsBoth(bool release, bool acquire, int executions, string outcomes) =>
        Check(executions, outcomes, (x, y, r) =>
        [
            () =>
            {
                x.Set(1, Relaxed);
                if (release)
                {
                    Fence.Release();
                }

                y.Set(1, Relaxed);
            },
            () =>
            {
                r[0] = y.Get(Relaxed);
                if (acquire)
                {
                    Fence.Acquire();
                }

                r[1] = x.Get(Relaxed);
            },
        ]);

    [Fact]
    public void LoadBuffering_Relaxed_IsNotExhibited() =>
        Check(3, "00 01 10", (x, y, r) =>
        [
            () =>
            {
                r[0] = x.Get(Relaxed);
                y.Set(1, Relaxed);
            },
            () =>
            {
                r[1] = y.Get(Relaxed);
                x.Set(1, Relaxed);
            },
        ]);

    [Fact]
    public void CoherenceOfReads_TwoReadsOfOneWriter_NeverGoBack() =>
        Check(6, "00 01 02 11 12 22", (x, _, r) =>
        [
            () =>
            {
                x.Set(1, Relaxed);
                x.Set(2, Relaxed);
            },
            () =>
            {
                r[0] = x.Get(Relaxed);
                r[1] = x.Get(Relaxed);
            },
        ]);

    [Theory]
    [InlineData(Relaxed, 16, true)]
    [InlineData(Acquire, 16, true)]
    public void IndependentReads_WithoutFullFences_MayDisagree(MemoryOrder load, int executions, bool disagree)
    {
        HashSet<string> outcomes = Outcomes(4, out int count, (x, y, r) =>
        [
            () => x.Set(1, Release),
            () => y.Set(1, Release),
            () =>
            {
                r[0] = x.Get(load);
                r[1] = y.Get(load);
            },
            () =>
            {
                r[2] = y.Get(load);
                r[3] = x.Get(load);
            },
        ]);
        Assert.Equal(executions, count);
        Assert.Equal(disagree, outcomes.Contains("1010"));
    }

    [Fact]
    public void IndependentReads_WithFullFencesBetween_Agree()
    {
        HashSet<string> outcomes = Outcomes(4, out int count, (x, y, r) =>
        [
            () => x.Set(1, Relaxed),
            () => y.Set(1, Relaxed),
            () =>
            {
                r[0] = x.Get(Acquire);
                Fence.Full();
                r[1] = y.Get(Relaxed);
            },
            () =>
            {
                r[2] = y.Get(Acquire);
                Fence.Full();
                r[3] = x.Get(Relaxed);
            },
        ]);
        Assert.Equal(15, count);
        Assert.DoesNotContain("1010", outcomes);
    }

    [Fact]
    public void WriteToReadCausality_ReleaseAcquire_IsTransitive()
    {
        HashSet<string> outcomes = Outcomes(3, out int count, (x, y, r) =>
        [
            () => x.Set(1, Relaxed),
            () =>
            {
                r[0] = x.Get(Relaxed);
                y.Set(1, Release);
            },
            () =>
            {
                r[1] = y.Get(Acquire);
                r[2] = x.Get(Relaxed);
            },
        ]);
        Assert.Equal(7, count);
        Assert.DoesNotContain("110", outcomes);
    }

    [Fact]
    public void TwoPlusTwoWrites_Relaxed_MayEndWithBothFirstWrites()
    {
        HashSet<string> outcomes = Outcomes(
            2,
            out int count,
            (x, y, _) =>
            [
                () =>
                {
                    x.Set(1, Relaxed);
                    y.Set(2, Relaxed);
                },
                () =>
                {
                    y.Set(1, Relaxed);
                    x.Set(2, Relaxed);
                },
            ],
            (x, y, r) => (r[0], r[1]) = (x.Get(Relaxed), y.Get(Relaxed)));
        Assert.Equal(4, count);
        Assert.Contains("11", outcomes);
    }

    [Fact]
    public void ReleaseSequence_ThroughRelaxedUpdates_Synchronizes()
    {
        HashSet<string> outcomes = Outcomes(2, out _, (x, y, r) =>
        [
            () =>
            {
                x.Set(1, Relaxed);
                y.Set(1, Release);
            },
            () => y.AddTo(1, Relaxed),
            () =>
            {
                r[0] = y.Get(Acquire);
                r[1] = x.Get(Relaxed);
            },
        ]);
        Assert.DoesNotContain("20", outcomes);
        Assert.Contains("10", outcomes);
    }

    [Fact]
    public void ReleaseSequence_ThroughARelaxedStoreOfTheSameThread_DoesNotSynchronize()
    {
        // C++20 dropped these; C++11 had them.
        HashSet<string> outcomes = Outcomes(2, out _, (x, y, r) =>
        [
            () =>
            {
                x.Set(1, Relaxed);
                y.Set(1, Release);
                y.Set(2, Relaxed);
            },
            () =>
            {
                r[0] = y.Get(Acquire);
                r[1] = x.Get(Relaxed);
            },
        ]);
        Assert.Contains("20", outcomes);
        Assert.DoesNotContain("10", outcomes);
    }

    [Theory]
    [InlineData(Relaxed, true)]
    [InlineData(Acquire, false)]
    public void FailedCompareExchange_OrdersWhatItsFailureOrderSays(MemoryOrder failure, bool stale)
    {
        HashSet<string> outcomes = Outcomes(2, out _, (x, y, r) =>
        [
            () =>
            {
                x.Set(1, Relaxed);
                y.Set(1, Release);
            },
            () =>
            {
                r[0] = y.Exchange(5, 6, AcquireRelease, failure);
                r[1] = x.Get(Relaxed);
            },
        ]);
        Assert.Equal(stale, outcomes.Contains("10"));
    }

    [Fact]
    public void FailedCompareExchange_UnderDotNetOrders_Acquires()
    {
        HashSet<string> outcomes = Outcomes(
            2,
            out _,
            (x, y, r) =>
            [
                () =>
                {
                    x.Set(1, Relaxed);
                    y.Set(1, Relaxed);
                },
                () =>
                {
                    r[0] = y.Exchange(5, 6, Relaxed, Relaxed);
                    r[1] = x.Get(Relaxed);
                },
            ],
            mapping: Baton.Checker.Model.MemoryMapping.DotNet);
        Assert.DoesNotContain("10", outcomes);
    }

    [Fact]
    public void ReleaseAcquireStoreBuffering_WithoutFullFences_IsAllowed() =>
        Check(4, "00 01 10 11", (x, y, r) =>
        [
            () =>
            {
                x.Set(1, Release);
                r[0] = y.Get(Acquire);
            },
            () =>
            {
                y.Set(1, Release);
                r[1] = x.Get(Acquire);
            },
        ]);

    [Fact]
    public void StoreBuffering_ThroughUpdatesOfOneWord_IsNotAllowed()
    {
        // Two read-modify-writes of one word between the store and the load do what full fences do.
        HashSet<string> outcomes = Outcomes(2, out _, (x, y, r) =>
        [
            () =>
            {
                x.Set(1, Relaxed);
                y.AddTo(10, AcquireRelease);
                r[0] = y.Get(Relaxed);
            },
            () =>
            {
                y.AddTo(1, AcquireRelease);
                r[1] = x.Get(Relaxed);
            },
        ]);
        Assert.DoesNotContain("100", outcomes);
    }

    private static void Check(int executions, string outcomes, Func<Box, Box, long[], System.Action[]> threads)
    {
        HashSet<string> found = Outcomes(2, out int count, threads);
        Assert.Equal(outcomes.Split(' ').Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        Assert.Equal(executions, count);
    }

    private static HashSet<string> Outcomes(
        int results,
        out int executions,
        Func<Box, Box, long[], System.Action[]> threads,
        System.Action<Box, Box, long[]>? finish = null,
        Baton.Checker.Model.MemoryMapping? mapping = null)
    {
        var outcomes = new HashSet<string>();
        Executions all = Executions.Of(
            () =>
            {
                var x = new Box();
                var y = new Box();
                long[] r = new long[results];
                return CheckedProgram.Of("litmus", threads(x, y, r), () =>
                {
                    finish?.Invoke(x, y, r);
                    outcomes.Add(string.Concat(r));
                });
            },
            mapping);
        Assert.Equal(all.Complete.Count, all.Complete.Distinct().Count());
        executions = all.Complete.Count;
        return outcomes;
    }

    private static void Full(bool wanted)
    {
        if (wanted)
        {
            Fence.Full();
        }
    }

    private sealed class Box
    {
        private readonly AtomicInt64 _value = new(0);

        public long Get(MemoryOrder order) => _value.Load(order);

        public void Set(long value, MemoryOrder order) => _value.Store(value, order);

        public void AddTo(long addend, MemoryOrder order) => _value.Add(addend, order);

        public long Exchange(long expected, long desired, MemoryOrder success, MemoryOrder failure) =>
            _value.CompareExchange(expected, desired, success, failure);
    }
}
