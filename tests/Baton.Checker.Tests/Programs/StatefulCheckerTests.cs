using Xunit;
using static Baton.Checker.MemoryOrder;

namespace Baton.Checker.Tests.Programs;

public sealed class StatefulCheckerTests
{
    [Theory]
    [InlineData(2, KernelMutexBug.None, 1, Verdict.Holds)]
    [InlineData(2, KernelMutexBug.None, 0, Verdict.Fails)]
    [InlineData(2, KernelMutexBug.WaiterNeverAsks, 9, Verdict.Fails)]
    [InlineData(3, KernelMutexBug.None, 1, Verdict.Holds)]
    [InlineData(3, KernelMutexBug.None, 0, Verdict.Fails)]
    public void Mutex_GoingRoundForEver_IsOvertakenAtMostOnceAfterTheRequest(int threads, KernelMutexBug bug, int bound, Verdict verdict)
    {
        StatefulResult result = new StatefulChecker(new StatefulOptions { Bypass = new("requested", "acquired", bound) })
            .Run(() => new KernelMutex(threads, 1, bug: bug, goesRound: true));
        TestContext.Current.TestOutputHelper?.WriteLine($"{result}\n{string.Join('\n', result.Trace)}");
        Assert.Equal(verdict, result.Verdict);
        if (verdict == Verdict.Fails)
        {
            Assert.Contains("was overtaken", result.Message, StringComparison.Ordinal);
            Assert.NotEmpty(result.Trace);
        }
    }

    [Theory]
    [InlineData(KernelMutexBug.None, Verdict.Holds)]
    [InlineData(KernelMutexBug.WaiterNeverAsks, Verdict.Fails)]
    public void Mutex_GoingRoundForEver_StarvesNobodyUnlessNobodyAsks(KernelMutexBug bug, Verdict verdict)
    {
        StatefulResult result = new StatefulChecker(new StatefulOptions { Starvation = new("wants", "acquired") })
            .Run(() => new KernelMutex(2, 1, bug: bug, goesRound: true));
        TestContext.Current.TestOutputHelper?.WriteLine($"{result}\n{string.Join('\n', result.Trace)}\ncycle from {result.CycleStart}");
        Assert.Equal(verdict, result.Verdict);
        Assert.Equal(verdict == Verdict.Fails, result.CycleStart >= 0);
    }

    [Fact]
    public void TwoLocks_TakenInOppositeOrders_Deadlock()
    {
        StatefulResult result = new StatefulChecker().Run(() =>
        {
            void Both(SpinLock first, SpinLock second)
            {
                first.Take();
                second.Take();
                second.Free();
                first.Free();
            }

            var one = new SpinLock("one");
            var two = new SpinLock("two");
            return CheckedProgram.Of("opposite orders", [() => Both(one, two), () => Both(two, one)]);
        });
        Assert.Equal(Verdict.Fails, result.Verdict);
        Assert.Contains("Deadlock", result.Message, StringComparison.Ordinal);
        Assert.Equal(2, result.Trace.Count);
    }

    [Fact]
    public void Assertion_ThatOneInterleavingBreaks_IsFoundByAShortestWay()
    {
        StatefulResult result = new StatefulChecker().Run(() =>
        {
            var x = new AtomicInt32(0, "x");
            void Increment()
            {
                int seen = x.Load(Relaxed);
                x.Store(seen + 1, Relaxed);
                Check.That(x.Load(Relaxed) == seen + 1, "Nobody came between.");
                x.Store(0, Relaxed);
            }

            return CheckedProgram.Of("increments", [Increment, Increment]);
        });
        Assert.Equal(Verdict.Fails, result.Verdict);
        Assert.Contains("Nobody came between.", result.Message, StringComparison.Ordinal);
        Assert.InRange(result.Trace.Count, 3, 5);
    }

    [Fact]
    public void Loop_ThatIsNotMarked_IsReported()
    {
        var checker = new StatefulChecker(new StatefulOptions { StepsPerRoundMax = 50 });
        var error = Assert.Throws<InvalidOperationException>(() => checker.Run(() =>
        {
            var x = new AtomicInt32(0, "x");
            return CheckedProgram.Of(
                "spins",
                [
                    () =>
                    {
                        while (x.Load(Relaxed) == 0)
                        {
                        }
                    },
                ]);
        }));
        Assert.Contains("Check.Loop", error.Message, StringComparison.Ordinal);
    }

    private sealed class SpinLock(string name)
    {
        private readonly AtomicInt32 _word = new(0, name);

        public void Take() => _word.AwaitExchange(0, 1, Acquire);

        public void Free() => _word.Store(0, Release);
    }
}
