// The public face: what a checked program can say and what comes of it.

using Xunit;
using static Baton.Checker.MemoryOrder;

namespace Baton.Checker.Tests.Programs;

public sealed class FaceTests
{
    private static readonly CheckerOptions OneWorker = new() { Workers = 1 };

    [Fact]
    public void Choose_ThreeOutcomes_AreAllExplored()
    {
        var seen = new HashSet<(int, bool)>();
        CheckResult result = Run(() =>
        {
            int chosen = 0;
            bool happened = false;
            return CheckedProgram.Of(
                "choices",
                [
                    () =>
                    {
                        chosen = Check.Choose(3);
                        happened = Check.Happens();
                    },
                ],
                () => seen.Add((chosen, happened)));
        });
        Assert.Equal(Verdict.Holds, result.Verdict);
        Assert.Equal(6, result.Seen.Complete);
        Assert.Equal(6, seen.Count);
    }

    [Fact]
    public void PlainField_AccessedByTwoUnorderedThreads_IsADataRace()
    {
        CheckResult result = Run(() =>
        {
            var field = new Plain<int>(0, "field");
            return CheckedProgram.Of("race", [() => field.Write(1), () => field.Read()]);
        });
        Assert.Equal(FailureKind.DataRace, result.Failure!.Kind);
    }

    [Theory]
    [InlineData(Release, Acquire, Verdict.Holds)]
    [InlineData(Relaxed, Acquire, Verdict.Fails)]
    [InlineData(Release, Relaxed, Verdict.Fails)]
    public void PlainField_PublishedThroughAFlag_NeedsReleaseAndAcquire(MemoryOrder store, MemoryOrder load, Verdict verdict)
    {
        CheckResult result = Run(() => Publication(store, load));
        Assert.Equal(verdict, result.Verdict);
        if (verdict == Verdict.Fails)
        {
            Assert.True(result.Failure!.HoldsOnDotNet, ".NET's loads acquire and its stores release.");
            OrderFix fix = Assert.Single(result.Failure.Trace!.Fixes);
            Assert.Equal(store == Relaxed ? Release : Acquire, fix.Order);
            Assert.EndsWith("FaceTests.cs", fix.File, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Await_ForAValueThatNobodyWrites_IsADeadlock()
    {
        CheckResult result = Run(() =>
        {
            var x = new AtomicInt32(0, "x");
            return CheckedProgram.Of("waits", [() => x.Await(new Becomes(2), Relaxed), () => x.Store(1, Relaxed)]);
        });
        Assert.Equal(FailureKind.Deadlock, result.Failure!.Kind);
        Assert.Contains("x", result.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Await_ForAValueThatIsOverwritten_IsADeadlockOnlyInTheExecutionsThatMissIt()
    {
        CheckResult result = Run(() =>
        {
            var x = new AtomicInt32(0, "x");
            return CheckedProgram.Of(
                "missed",
                [
                    () => x.Await(new Becomes(1), Relaxed),
                    () =>
                    {
                        x.Store(1, Relaxed);
                        x.Store(2, Relaxed);
                    },
                ]);
        });
        Assert.Equal(FailureKind.Deadlock, result.Failure!.Kind);
        Assert.True(result.Failure.Trace!.IsInterleaving);
        Assert.False(result.Failure.HoldsOnDotNet);
    }

    [Fact]
    public void TryAwait_ForAValueThatNobodyWrites_GivesUp()
    {
        CheckResult result = Run(() =>
        {
            var x = new AtomicInt32(0, "x");
            return CheckedProgram.Of(
                "gives up", [() => Check.That(!x.TryAwait(new Becomes(1), Relaxed), "Nobody writes 1.")]);
        });
        Assert.Equal(Verdict.Holds, result.Verdict);
        Assert.Equal(1, result.Seen.Complete);
    }

    [Fact]
    public void AwaitOverTwoWords_ThatBothCome_GoesOnAndSeesBoth()
    {
        CheckResult result = Run(() =>
        {
            var x = new AtomicInt32(0, "x");
            var y = new AtomicInt32(0, "y");
            return CheckedProgram.Of(
                "both",
                [
                    () => Check.Await(() => x.Load(Acquire) == 1 && y.Load(Acquire) == 1),
                    () => x.Store(1, Release),
                    () => y.Store(1, Release),
                ]);
        });
        Assert.Equal(Verdict.Holds, result.Verdict);
    }

    [Fact]
    public void AwaitOverTwoWords_OfWhichOneNeverComes_IsADeadlock()
    {
        CheckResult result = Run(() =>
        {
            var x = new AtomicInt32(0, "x");
            var y = new AtomicInt32(0, "y");
            return CheckedProgram.Of(
                "one", [() => Check.Await(() => x.Load(Acquire) == 1 && y.Load(Acquire) == 1), () => x.Store(1, Release)]);
        });
        Assert.Equal(FailureKind.Deadlock, result.Failure!.Kind);
    }

    [Theory]
    [InlineData(false, Verdict.Holds)]
    [InlineData(true, Verdict.Fails)]
    public void Permit_CheckThenPark_LosesNoWakeUnlessTheFlagIsSetAfterIt(bool wakesFirst, Verdict verdict)
    {
        CheckResult result = Run(() =>
        {
            var ready = new AtomicInt32(0, "ready");
            var permit = new ParkingPermit("permit");
            return CheckedProgram.Of(
                "parks",
                [
                    () =>
                    {
                        while (ready.Load(Acquire) == 0)
                        {
                            permit.Park();
                        }
                    },
                    () =>
                    {
                        if (wakesFirst)
                        {
                            permit.Unpark();
                            ready.Store(1, Release);
                        }
                        else
                        {
                            ready.Store(1, Release);
                            permit.Unpark();
                        }
                    },
                ]);
        });
        Assert.Equal(verdict, result.Verdict);
        Assert.Equal(verdict == Verdict.Fails ? FailureKind.Deadlock : null, result.Failure?.Kind);
    }

    [Fact]
    public void ParkForSomeTime_WithoutAWake_TimesOut()
    {
        CheckResult result = Run(() =>
        {
            var permit = new ParkingPermit("permit");
            return CheckedProgram.Of("times out", [() => Check.That(!permit.ParkForSomeTime(), "There is no permit.")]);
        });
        Assert.Equal(Verdict.Holds, result.Verdict);
    }

    [Fact]
    public void New_InsideAThread_GivesTheSameObjectInEveryRun()
    {
        CheckResult result = Run(() =>
        {
            var top = new AtomicReference<Node?>(null, "top");
            void Push(int value)
            {
                Node node = Check.New<Node>();
                node.Value.Write(value);
                Node? seen = top.Load(Relaxed);
                while (true)
                {
                    node.Next.Write(seen);
                    Node? before = top.CompareExchange(seen, node, Release);
                    if (before == seen)
                    {
                        return;
                    }

                    seen = before;
                }
            }

            return CheckedProgram.Of("stack", [() => Push(1), () => Push(2)], () =>
            {
                Node first = top.Load(Relaxed)!;
                Node second = first.Next.Read()!;
                Check.That(first.Value.Read() + second.Value.Read() == 3 && second.Next.Read() is null, "Both are pushed.");
            });
        });
        Assert.Equal(Verdict.Holds, result.Verdict);
    }

    [Fact]
    public void Program_ThatDoesSomethingElseWhenRunAgain_IsReported()
    {
        CheckResult result = new Checker(OneWorker with { ExecutionsForShorterTrace = 0 }).Run(() =>
        {
            var x = new AtomicInt32(0, "x");
            int runs = 0;
            return CheckedProgram.Of("counts its runs", [() => x.Store(++runs, Relaxed), () => x.Load(Relaxed), () => x.Store(5, Relaxed)], () => { });
        });
        Assert.Equal(FailureKind.Nondeterminism, result.Failure!.Kind);
    }

    [Fact]
    public void RawSpin_RunsIntoTheStepBound_AndDoesNotPass()
    {
        CheckResult result = new Checker(OneWorker with { StepsPerThreadMax = 20 }).Run(() =>
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
                    () => x.Store(1, Relaxed),
                ]);
        });
        Assert.Equal(Verdict.HoldsSoFar, result.Verdict);
        Assert.True(result.Seen.StepBound > 0);
        Assert.Contains("20 steps", result.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public void Exception_InAThread_IsAFailure()
    {
        CheckResult result = Run(() =>
        {
            var x = new AtomicInt32(0, "x");
            return CheckedProgram.Of(
                "throws", [() => x.Store(1, Relaxed), () => _ = 1 / (1 - x.Load(Relaxed))]);
        });
        Assert.Equal(FailureKind.Exception, result.Failure!.Kind);
        Assert.Contains("DivideByZeroException", result.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ExecutionsMax_IsReached_SaysSo()
    {
        CheckResult result = new Checker(OneWorker with { ExecutionsMax = 50 }).Run(() => new KernelMutex(3, 1));
        Assert.Equal(Verdict.HoldsSoFar, result.Verdict);
        Assert.InRange(result.Seen.Executions, 50, 200);
        Assert.Contains("50", result.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public void Sample_OfAProgramWithTooManyExecutions_FindsTheBugAndSaysThatItIsASample()
    {
        var options = OneWorker with { SampleSeed = 7, ExecutionsMax = 20_000, AlsoOnDotNet = false };
        CheckResult broken = new Checker(options).Run(() => new KernelMutex(4, 2, bug: KernelMutexBug.UnlockForgetsToWake));
        CheckResult right = new Checker(options with { ExecutionsMax = 2_000 }).Run(() => new KernelMutex(4, 2));
        Assert.Equal(FailureKind.Deadlock, broken.Failure!.Kind);
        Assert.Equal(Verdict.HoldsSoFar, right.Verdict);
        Assert.Contains("sample", right.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_BeforeTheEnd_ReturnsWhatWasSeen()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        CheckResult result = new Checker(OneWorker).Run(() => new KernelMutex(3, 1), cancellation: source.Token);
        Assert.Equal(Verdict.HoldsSoFar, result.Verdict);
        Assert.Contains("cancelled", result.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public void Workers_OneOrFour_SeeTheSameExecutions()
    {
        CheckResult one = new Checker(new CheckerOptions { Workers = 1 }).Run(() => new KernelMutex(2, 2));
        CheckResult four = new Checker(new CheckerOptions { Workers = 4 }).Run(() => new KernelMutex(2, 2));
        Assert.Equal(one.Seen.Complete, four.Seen.Complete);
        Assert.Equal(one.Seen.Blocked, four.Seen.Blocked);
        Assert.Equal(one.Seen.Impossible, four.Seen.Impossible);
    }

    [Fact]
    public void Replay_OfAFailure_GivesTheSameTrace()
    {
        CheckResult result = Run(() => Publication(Relaxed, Acquire));
        CheckResult again = new Checker(OneWorker).Replay(() => Publication(Relaxed, Acquire), result.Failure!.ReplayToken);
        Assert.Equal(result.Failure.Kind, again.Failure!.Kind);
        Assert.Equal(result.Failure.Trace!.Steps, again.Failure.Trace!.Steps);
    }

    [Theory]
    [InlineData("nonsense!")]
    [InlineData("AAAA")]
    public void Replay_OfSomethingElse_SaysWhatToDo(string token) =>
        Assert.Throws<FormatException>(() => new Checker(OneWorker).Replay(() => Publication(Relaxed, Acquire), token));

    [Fact]
    public void History_OfAWord_IsInModificationOrder()
    {
        var histories = new HashSet<string>();
        Run(() =>
        {
            var x = new AtomicInt32(0, "x");
            return CheckedProgram.Of(
                "history",
                [() => x.Store(1, Relaxed), () => x.Add(10, Relaxed)],
                () => histories.Add(string.Join(' ', x.History().Select(m => $"{m.Thread}:{m.Value}"))));
        });
        Assert.Equal(["0:1 1:11", "1:10 0:1"], histories.Order(StringComparer.Ordinal));
    }

    private static CheckResult Run(Func<CheckedProgram> factory) => new Checker(OneWorker).Run(factory);

    private static CheckedProgram Publication(MemoryOrder store, MemoryOrder load)
    {
        var data = new Plain<int>(0, "data");
        var flag = new AtomicInt32(0, "flag");
        return CheckedProgram.Of(
            "publication",
            [
                () =>
                {
                    data.Write(42);
                    flag.Store(1, store);
                },
                () =>
                {
                    if (flag.Load(load) == 1)
                    {
                        Check.That(data.Read() == 42, "What is published is complete.");
                    }
                },
            ]);
    }

    private sealed class Node
    {
        public readonly Plain<int> Value = new(0, "value");
        public readonly Plain<Node?> Next = new(null, "next");
    }
}
