// Orders: what is learned from threads and flows that never wait for each other, and what contradicts it.

using Baton.Contracts;
using Xunit;
using static Baton.Tests.Diagnostics.ValidatedLocks;

namespace Baton.Tests.Diagnostics;

public sealed class LockOrderTests
{
    private static readonly Watchdog Watchdog = new(TimeSpan.FromSeconds(30));
    private readonly ValidatedLocks _locks = new();

    /// <summary>The two operations run one after the other on one thread: nobody waits, and the bug is found.</summary>
    [Fact]
    public void Service_WithSeededAbba_IsReportedAtFirstSightOfTheSecondOrder()
    {
        TransferService service = new(_locks.Validator);

        service.Transfer(10);
        Assert.Empty(_locks.Validator.Reports);
        service.Report();

        LockOrderReport report = _locks.TheReport;
        Assert.Equal(LockOrderFinding.WrongOrder, report.Finding);
        Assert.Equal(["audit", "book"], report.Locks);
        Assert.Contains("ReadBalance", report.Steps[0].AskedAt, StringComparison.Ordinal);
        Assert.Contains("TransferService.cs:line", report.Steps[0].AskedAt, StringComparison.Ordinal);
        Assert.Contains("TransferService.Report", report.Steps[0].EnteredAt, StringComparison.Ordinal);
        Assert.Contains("TransferService.Write", report.Steps[1].AskedAt, StringComparison.Ordinal);
        Assert.Contains("TransferService.Transfer", report.Steps[1].EnteredAt, StringComparison.Ordinal);
    }

    /// <summary>The same with awaits inside of the sections, so that each flow goes on on several threads.</summary>
    [Fact]
    public async Task Service_WithSeededAbbaInAsyncMethods_IsReported()
    {
        TransferService service = new(_locks.Validator);

        await service.TransferAsync(10);
        Assert.Empty(_locks.Validator.Reports);
        await service.ReportAsync();

        LockOrderReport report = _locks.TheReport;
        Assert.Equal(LockOrderFinding.WrongOrder, report.Finding);
        Assert.Contains("ReportAsync", report.Steps[0].AskedAt, StringComparison.Ordinal);
        Assert.Contains("TransferAsync", report.Steps[1].AskedAt, StringComparison.Ordinal);
        Assert.StartsWith("async flow", report.Steps[0].Caller, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orders_OfAThreadAndOfAFlow_AreHeldAgainstEachOther()
    {
        HandoffMutex a = _locks.Make("a");
        HandoffMutex b = _locks.Make("b");

        Nest(a, b);
        await NestAsync(b, a);

        Assert.Equal(LockOrderFinding.WrongOrder, _locks.TheReport.Finding);
    }

    /// <summary>A flow that holds one mutex and blocks in another, on whatever thread it is by then.</summary>
    [Fact]
    public async Task Orders_WithinAFlowThatEntersAsAThread_AreSeen()
    {
        HandoffMutex a = _locks.Make("a");
        HandoffMutex b = _locks.Make("b");

        using (await a.EnterAsync())
        {
            await Task.Yield();
            Nest(b);
        }

        Nest(b, a);

        Assert.Equal(["b", "a"], _locks.TheReport.Locks);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(9)]
    public void Circle_OfManyLocks_IsReportedAsTheWholeCircle(int count)
    {
        HandoffMutex[] mutexes = [.. Enumerable.Range(0, count).Select(i => _locks.Make($"lock {i}"))];

        for (int i = 0; i < count; i++)
        {
            Assert.Empty(_locks.Validator.Reports);
            Nest(mutexes[i], mutexes[(i + 1) % count]);
        }

        LockOrderReport report = _locks.TheReport;
        Assert.Equal(count, report.Steps.Count);
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(report.Steps[i].Asked, report.Steps[(i + 1) % count].Held);
        }
    }

    /// <summary>With a long way round and a short one, the short one is shown.</summary>
    [Fact]
    public void Circle_ThatCanBeClosedInTwoWays_IsReportedByTheShorter()
    {
        HandoffMutex a = _locks.Make("a");
        HandoffMutex b = _locks.Make("b");
        HandoffMutex c = _locks.Make("c");
        HandoffMutex d = _locks.Make("d");
        Nest(a, b);
        Nest(b, c);
        Nest(c, d);
        Nest(a, d);

        Nest(d, a);

        Assert.Equal(["d", "a"], _locks.TheReport.Locks);
    }

    [Fact]
    public void WrongOrder_Repeated_IsReportedOnce()
    {
        HandoffMutex a = _locks.Make("a");
        HandoffMutex b = _locks.Make("b");
        Nest(a, b);

        for (int i = 0; i < 5; i++)
        {
            Nest(b, a);
        }

        Assert.Single(_locks.Validator.Reports);
    }

    /// <summary>What was refused does not count as an order, so it puts nobody in the wrong who keeps to the right one.</summary>
    [Fact]
    public void WrongOrder_OnceReported_DoesNotBlameThoseWhoAreRight()
    {
        HandoffMutex a = _locks.Make("a");
        HandoffMutex b = _locks.Make("b");
        HandoffMutex c = _locks.Make("c");
        Nest(a, b);
        Nest(b, a);

        Nest(a, c, b);
        Nest(a, b);

        Assert.Single(_locks.Validator.Reports);
    }

    [Fact]
    public void WrongOrder_IfAskedFor_ThrowsAndDoesNotEnter()
    {
        ValidatedLocks locks = new(new LockOrderValidatorOptions { ThrowOnWrongOrder = true });
        HandoffMutex a = locks.Make("a");
        HandoffMutex b = locks.Make("b");
        Nest(a, b);

        b.Enter();
        LockOrderException refused = Assert.Throws<LockOrderException>(a.Enter);
        LockOrderException again = Assert.Throws<LockOrderException>(a.Enter);
        Assert.False(a.IsHeldByCurrentThread);
        b.Exit();

        Assert.Same(locks.TheReport, refused.Report);
        Assert.Same(locks.TheReport, again.Report);
        Nest(a, b);
    }

    [Fact]
    public void TryEnter_AgainstTheOrder_IsNoOrder()
    {
        HandoffMutex a = _locks.Make("a");
        HandoffMutex b = _locks.Make("b");
        Nest(a, b);

        b.Enter();
        Assert.True(a.TryEnter());
        a.Exit();
        Assert.True(a.TryEnter(TimeSpan.FromSeconds(1)));
        a.Exit();
        b.Exit();

        Assert.Empty(_locks.Validator.Reports);
    }

    [Fact]
    public async Task TryEnterAsync_AgainstTheOrder_IsNoOrder()
    {
        HandoffMutex a = _locks.Make("a");
        HandoffMutex b = _locks.Make("b");
        Nest(a, b);

        using (await b.EnterAsync())
        using (await a.TryEnterAsync(TimeSpan.Zero))
        {
        }

        using (await b.EnterAsync())
        using (await a.TryEnterAsync(TimeSpan.FromSeconds(1)))
        {
        }

        Assert.Empty(_locks.Validator.Reports);
    }

    /// <summary>A try waits for nothing, but what it has taken is held, and others may come to wait for it.</summary>
    [Fact]
    public void TryEnter_ThatSucceeded_ComesBeforeWhatIsAskedForNext()
    {
        HandoffMutex a = _locks.Make("a");
        HandoffMutex b = _locks.Make("b");
        Nest(a, b);

        Assert.True(b.TryEnter());
        a.Enter();
        a.Exit();
        b.Exit();

        Assert.Equal(["b", "a"], _locks.TheReport.Locks);
    }

    [Fact]
    public void TryEnter_ThatFailed_HoldsNothing()
    {
        HandoffMutex a = _locks.Make("a");
        HandoffMutex b = _locks.Make("b");
        Nest(a, b);
        b.Enter();

        Watchdog.EndOf(TestThread.Start("other", () =>
        {
            Assert.False(b.TryEnter());
            Assert.False(b.TryEnter(TimeSpan.FromMilliseconds(1)));
            Nest(a);
        }));
        b.Exit();

        Assert.Empty(_locks.Validator.Reports);
    }

    [Fact]
    public async Task Wait_ThatWasCancelled_HoldsNothing()
    {
        HandoffMutex a = _locks.Make("a");
        HandoffMutex b = _locks.Make("b");
        Nest(a, b);
        using CancellationTokenSource source = new();
        HandoffMutex.AsyncScope holder = await b.EnterAsync();

        Task other = ExecutionContextFree(async () =>
        {
            ValueTask<HandoffMutex.AsyncScope> entry = b.EnterAsync(source.Token);
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await entry);
            using (await a.EnterAsync())
            {
            }
        });
        await Watchdog.EndOf(other, "the cancelled caller goes on");
        holder.Dispose();

        Assert.Empty(_locks.Validator.Reports);
    }

    [Fact]
    public void Exits_OutOfSequence_LeaveWhatIsHeld()
    {
        HandoffMutex a = _locks.Make("a");
        HandoffMutex b = _locks.Make("b");
        HandoffMutex c = _locks.Make("c");
        Nest(b, c);

        a.Enter();
        Assert.True(b.TryEnter());
        a.Exit();
        Nest(c);
        b.Exit();
        Nest(c, a);

        // Nothing says a before c: a had been exited when c was asked for.
        Assert.Empty(_locks.Validator.Reports);
        Nest(c, b);
        Assert.Equal(["c", "b"], _locks.TheReport.Locks);
    }

    [Fact]
    public async Task Flows_ThatRunSideBySide_DoNotMixWhatTheyHold()
    {
        HandoffMutex a = _locks.Make("a");
        HandoffMutex b = _locks.Make("b");
        Nest(a, b);
        TaskCompletionSource holdsB = new();
        TaskCompletionSource done = new();

        Task one = Task.Run(async () =>
        {
            using (await b.EnterAsync())
            {
                holdsB.SetResult();
                await done.Task;
            }
        });
        Task other = Task.Run(async () =>
        {
            await holdsB.Task;
            using (await a.EnterAsync())
            {
            }

            done.SetResult();
        });
        await Watchdog.EndOf(Task.WhenAll(one, other), "both flows end");

        Assert.Empty(_locks.Validator.Reports);
    }

    /// <summary>Work that is started under a lock, and waited for, is done under it.</summary>
    [Fact]
    public async Task Flow_StartedUnderALock_CountsAsHoldingIt()
    {
        HandoffMutex a = _locks.Make("a");
        HandoffMutex b = _locks.Make("b");
        Nest(a, b);

        using (await b.EnterAsync())
        {
            await Task.Run(() => Nest(a));
        }

        Assert.Equal(["b", "a"], _locks.TheReport.Locks);
    }

    [Fact]
    public void Locks_OfOneClass_NeedAnOrderBetweenThem()
    {
        Nest(_locks.Make("account"), _locks.Make("account"));

        LockOrderReport report = _locks.TheReport;
        Assert.Equal(LockOrderFinding.UnorderedWithinClass, report.Finding);
        Assert.Equal(["account"], report.Locks);
    }

    [Theory]
    [InlineData(1, 2, true)]
    [InlineData(2, 1, false)]
    [InlineData(2, 2, false)]
    public void Locks_OfOneClassWithPlaces_AreEnteredInAscendingOrder(long first, long second, bool isRight)
    {
        Nest(_locks.Make("account", place: first), _locks.Make("account", place: second));

        Assert.Equal(isRight, _locks.Validator.Reports.Count == 0);
    }

    [Fact]
    public void NestingLevels_MakeClassesOfTheirOwn()
    {
        HandoffMutex directory = _locks.Make("inode", level: 0);
        HandoffMutex file = _locks.Make("inode", level: 1);
        HandoffMutex journal = _locks.Make("journal");

        Nest(directory, journal, file);
        Assert.Empty(_locks.Validator.Reports);
        Nest(file, directory);

        Assert.Equal(LockOrderFinding.WrongOrder, _locks.TheReport.Finding);
        Assert.Equal(["inode/1", "inode"], _locks.TheReport.Locks);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(8)]
    public void NestingLevel_OutOfRange_IsRefused(int level) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _locks.Make("a", level));

    /// <summary>Without names the place in the code is the class, so two services have the same two.</summary>
    [Fact]
    public void Locks_WithoutNames_AreClassedByWhereTheyAreMade()
    {
        (HandoffMutex a1, HandoffMutex b1) = MakePair();
        (HandoffMutex a2, HandoffMutex b2) = MakePair();

        Nest(a1, b1);
        Nest(b2, a2);

        LockOrderReport report = _locks.TheReport;
        Assert.Equal(2, report.Locks.Count);
        Assert.All(report.Locks, name => Assert.Contains("LockOrderTests.cs:", name, StringComparison.Ordinal));

        (HandoffMutex A, HandoffMutex B) MakePair()
        {
            HandoffMutex a = new(new HandoffMutexOptions { Validator = _locks.Validator });
            HandoffMutex b = new(new HandoffMutexOptions { Validator = _locks.Validator });
            return (a, b);
        }
    }

    [Fact]
    public void Validators_DoNotSeeEachOthersLocks()
    {
        ValidatedLocks others = new();
        HandoffMutex ours = _locks.Make("a");
        HandoffMutex theirs = others.Make("b");

        Nest(ours, theirs);
        Nest(theirs, ours);

        Assert.Empty(_locks.Validator.Reports);
        Assert.Empty(others.Validator.Reports);
    }

    [Fact]
    public void Classes_BeyondTheLimit_AreNotWatchedAndTheValidatorSaysSo()
    {
        for (int i = 0; i < 8_192; i++)
        {
            _locks.Make($"lock {i}");
        }

        Assert.True(_locks.Validator.IsComplete);
        HandoffMutex beyond = _locks.Make("one more");
        Assert.False(_locks.Validator.IsComplete);
        Nest(_locks.Make("lock 0"), beyond);
        Nest(beyond, _locks.Make("lock 0"));
        Assert.Empty(_locks.Validator.Reports);
        Assert.Throws<InvalidOperationException>(() => _locks.Validator.Annotate("and another"));
    }

    private static Task ExecutionContextFree(Func<Task> work)
    {
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(work);
        }
    }
}
