// What a validator makes of mutexes that are acquired for transactions: within one transaction there is no wrong order, and
// outside of it there is.

using Baton.Contracts;
using Xunit;

namespace Baton.Tests.Diagnostics;

public sealed class TransactionOrderTests
{
    private readonly ValidatedLocks _locks = new();
    private readonly AcquireClass _class;
    private readonly WoundWaitMutex _a;
    private readonly WoundWaitMutex _b;

    public TransactionOrderTests()
    {
        _class = new AcquireClass { Validator = _locks.Validator, Name = "account" };
        _a = new WoundWaitMutex(_class);
        _b = new WoundWaitMutex(_class);
    }

    [Fact]
    public async Task Transaction_ThatAcquiresInAnyOrder_IsNotReported()
    {
        LockAll.Enter(_a, _b).Dispose();
        LockAll.Enter(_b, _a).Dispose();
        (await LockAll.EnterAsync([_a, _b])).Dispose();
        (await LockAll.EnterAsync([_b, _a])).Dispose();
        using (LockSet held = new(_class))
        {
            await held.AddAsync(_b);
            await held.AddAsync(_a);
        }

        using AcquireContext context = new(_class);
        _b.Enter(context);
        Assert.True(_a.TryEnter(context));
        _a.Exit(context);
        await _a.EnterAsync(context);
        _a.Exit(context);
        _b.Exit(context);

        Assert.Empty(_locks.Validator.Reports);
        Assert.Equal(0, _locks.Validator.ReportHeld("the test"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Transaction_ThatAcquiresInAnyOrderOnAFlow_HidesNoOrderToOtherLocks(bool isAsync)
    {
        HandoffMutex journal = _locks.Make("journal");
        using (isAsync ? await LockAll.EnterAsync([_a, _b]) : LockAll.Enter(_a, _b))
        {
            ValidatedLocks.Nest(journal);
        }

        Assert.Empty(_locks.Validator.Reports);
        using (await journal.EnterAsync())
        using (isAsync ? await LockAll.EnterAsync([_b]) : LockAll.Enter(_b))
        {
        }

        Assert.Equal(LockOrderFinding.WrongOrder, _locks.TheReport.Finding);
        Assert.Equal(["journal", "account"], _locks.TheReport.Locks.Order().Reverse());
    }

    [Fact]
    public void Mutex_AskedForWithoutATransactionUnderOneOfItsClass_IsReported()
    {
        using (LockAll.Enter(_a))
        {
            _b.Enter();
            _b.Exit();
        }

        Assert.Equal(LockOrderFinding.UnorderedWithinClass, _locks.TheReport.Finding);
        Assert.Contains("without a transaction", _locks.TheReport.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Transaction_InsideAnother_IsReported(bool isAsync)
    {
        using (isAsync ? await LockAll.EnterAsync([_a]) : LockAll.Enter(_a))
        using (isAsync ? await LockAll.EnterAsync([_b]) : LockAll.Enter(_b))
        {
        }

        Assert.Equal(LockOrderFinding.UnorderedWithinClass, _locks.TheReport.Finding);
        Assert.Contains("for another transaction", _locks.TheReport.Message, StringComparison.Ordinal);
    }

    /// <summary>A try waits for nobody, with whatever transaction.</summary>
    [Fact]
    public void Try_InsideATransaction_IsNotReported()
    {
        using AcquireContext other = new(_class);
        using (LockAll.Enter(_a))
        {
            Assert.True(_b.TryEnter());
            _b.Exit();
            Assert.True(_b.TryEnter(other));
            _b.Exit(other);
        }

        Assert.Empty(_locks.Validator.Reports);
    }

    [Fact]
    public void Mutexes_OfClassesThatHaveNothingToDoWithEachOther_AreOrderedAsAnyLocks()
    {
        WoundWaitMutex row = new(new AcquireClass { Validator = _locks.Validator, Name = "row" });
        using (LockAll.Enter(_a))
        using (LockAll.Enter(row))
        {
        }

        Assert.Empty(_locks.Validator.Reports);
        using (LockAll.Enter(row))
        using (LockAll.Enter(_b))
        {
        }

        Assert.Equal(LockOrderFinding.WrongOrder, _locks.TheReport.Finding);
    }

    /// <summary>What an async method of ours has entered, its caller holds.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Set_ThatAFlowLeavesEntered_IsReported(bool grows)
    {
        LockSet held = new(_class);
        if (grows)
        {
            await held.AddAsync(_a);
        }
        else
        {
            held = await LockAll.EnterAsync([_a]);
        }

        Assert.Equal(1, _locks.Validator.ReportHeld("the request"));
        Assert.Equal(LockOrderFinding.StillHeld, _locks.TheReport.Finding);
        held.Dispose();
        Assert.Equal(0, _locks.Validator.ReportHeld("the request"));
    }

    [Fact]
    public async Task Set_ThatHasSteppedBack_IsStillKnownToBeHeld()
    {
        AcquireClass unlucky = new() { Validator = _locks.Validator, Name = "row", InjectsBackOffs = true };
        WoundWaitMutex[] rows = [.. Enumerable.Range(0, 8).Select(_ => new WoundWaitMutex(unlucky))];
        int backOffs = 0;
        for (int i = 0; i < 4; i++)
        {
            using LockSet held = await LockAll.EnterAsync(rows);
            backOffs += held.BackOffCount;
            Assert.Equal(rows.Length, _locks.Validator.ReportHeld("the test"));
        }

        Assert.NotEqual(0, backOffs);
        Assert.Equal(0, _locks.Validator.ReportHeld("the test"));
        Assert.Equal(LockOrderFinding.StillHeld, _locks.TheReport.Finding);
    }

    [Fact]
    public void Misuse_IsReportedAsForAnyMutex()
    {
        using AcquireContext context = new(_class);
        Assert.Throws<SynchronizationLockException>(() => _a.Exit(context));
        Assert.Throws<SynchronizationLockException>(_b.Exit);
        Assert.Equal(LockOrderFinding.NotHeld, _locks.TheReport.Finding);

        _a.Enter();
        Assert.Throws<LockRecursionException>(_a.Enter);
        _a.Exit();
        Assert.Equal([LockOrderFinding.NotHeld, LockOrderFinding.Recursion], _locks.Validator.Reports.Select(report => report.Finding));
    }

    /// <summary>Two who wait for each other without transactions are told; nothing backs off for them.</summary>
    [Fact]
    public void Callers_WithoutTransactionsWhoWaitForEachOther_AreToldOfTheDeadlock()
    {
        Watchdog watchdog = new(TimeSpan.FromSeconds(60));
        using Barrier bothHold = new(2);
        int told = 0;
        TestThread[] threads = [Cross(_a, _b), Cross(_b, _a)];
        Array.ForEach(threads, watchdog.EndOf);

        Assert.Equal(1, told);
        Assert.Single(_locks.Validator.Reports, report => report.Finding == LockOrderFinding.Deadlock);

        TestThread Cross(WoundWaitMutex first, WoundWaitMutex second) => TestThread.Start("crosses", () =>
        {
            first.Enter();
            bothHold.SignalAndWait();
            try
            {
                second.Enter();
                second.Exit();
            }
            catch (DeadlockException)
            {
                Interlocked.Increment(ref told);
            }

            first.Exit();
        });
    }
}
