// Misuse that the mutex refuses, and misuse that it cannot see.

using Baton.Contracts;
using Xunit;
using static Baton.Tests.Diagnostics.ValidatedLocks;

namespace Baton.Tests.Diagnostics;

public sealed class MisuseTests
{
    private static readonly Watchdog Watchdog = new(TimeSpan.FromSeconds(30));
    private readonly ValidatedLocks _locks = new();

    [Fact]
    public void Recursion_IsReportedWithBothStacks()
    {
        HandoffMutex mutex = _locks.Make("a");
        EnterFirst();

        Assert.Throws<LockRecursionException>(mutex.Enter);
        mutex.Exit();

        LockOrderReport report = _locks.TheReport;
        Assert.Equal(LockOrderFinding.Recursion, report.Finding);
        Assert.Contains(nameof(EnterFirst), report.Steps[0].EnteredAt, StringComparison.Ordinal);
        Assert.Contains(nameof(Recursion_IsReportedWithBothStacks), report.Steps[0].AskedAt, StringComparison.Ordinal);

        void EnterFirst() => mutex.Enter();
    }

    [Fact]
    public void Exit_OfALockThatIsNotHeld_IsReported()
    {
        HandoffMutex mutex = _locks.Make("a");

        Assert.Throws<SynchronizationLockException>(mutex.Exit);

        Assert.Equal(LockOrderFinding.NotHeld, _locks.TheReport.Finding);
        Assert.Contains("nobody holds it", _locks.TheReport.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AsyncScope_DisposedAgain_IsReported()
    {
        HandoffMutex mutex = _locks.Make("a");
        HandoffMutex.AsyncScope scope = await mutex.EnterAsync();
        scope.Dispose();

        Assert.Throws<SynchronizationLockException>(scope.Dispose);

        Assert.Equal(LockOrderFinding.NotHeld, _locks.TheReport.Finding);
    }

    /// <summary>The await is noticed when it happens, not when the exit fails, which it need not do.</summary>
    [Fact]
    public async Task Await_BetweenEnterAndExit_IsReportedAtTheAwait()
    {
        HandoffMutex mutex = _locks.Make("a");
        TaskCompletionSource gate = new();

        Task work = AwaitWhileHolding();

        LockOrderReport report = _locks.TheReport;
        Assert.Equal(LockOrderFinding.HeldAcrossAwait, report.Finding);
        Assert.Contains(nameof(AwaitWhileHolding), report.Steps[0].EnteredAt, StringComparison.Ordinal);
        gate.SetResult();
        await work;

        async Task AwaitWhileHolding()
        {
            mutex.Enter();
            await gate.Task;
        }
    }

    /// <summary>The same after a first await, when the method is called by the pool.</summary>
    [Fact]
    public async Task Await_BetweenEnterAndExitOnAPoolThread_IsReported()
    {
        HandoffMutex mutex = _locks.Make("a");

        await Task.Run(async () =>
        {
            await Task.Yield();
            mutex.Enter();
            await Task.Yield();
        });

        // The method may go on on one pool thread before the other has noticed that it has left it.
        await Watchdog.UntilAsync(() => _locks.Validator.Reports.Count > 0, "the await is reported");
        Assert.Equal(LockOrderFinding.HeldAcrossAwait, _locks.TheReport.Finding);
    }

    /// <summary>Without the stacks of acquisitions it shows when another thread exits.</summary>
    [Fact]
    public void Exit_OnAnotherThread_IsReportedAlsoWithoutStacks()
    {
        ValidatedLocks locks = new(new LockOrderValidatorOptions { AcquisitionStacks = false });
        HandoffMutex mutex = locks.Make("a");
        mutex.Enter();

        Watchdog.EndOf(TestThread.Start("other", () => Assert.Throws<SynchronizationLockException>(mutex.Exit)));
        mutex.Exit();

        Assert.Equal(LockOrderFinding.NotHeld, locks.TheReport.Finding);
        Assert.Contains("another caller", locks.TheReport.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// A section may run foreign continuations, call async methods that end at once, and start tasks. All of that changes
    /// the context of the thread, and none of it is an await of the section's own.
    /// </summary>
    [Fact]
    public async Task Section_ThatRunsOtherContexts_IsNotReported()
    {
        HandoffMutex mutex = _locks.Make("a");
        TaskCompletionSource inline = new();
        AsyncLocal<int> ambient = new();
        ambient.Value = 1;
        Task foreign = Continue();
        ExecutionContext captured = ExecutionContext.Capture()!;
        ambient.Value = 2;

        await Section();
        await foreign;

        Assert.Empty(_locks.Validator.Reports);

        async Task Continue()
        {
            await inline.Task;
            ambient.Value++;
        }

        async Task Section()
        {
            await Task.Yield();
            mutex.Enter();
            inline.SetResult();
            ExecutionContext.Run(captured, static _ => { }, null);
            await EndsAtOnce();
            Task started = Task.Run(() => ambient.Value);
            Watchdog.Until(() => started.IsCompleted, "the task that was started inside of the section ends");
            mutex.Exit();
            await Task.Yield();
        }

        async Task EndsAtOnce()
        {
            ambient.Value = 3;
            await Task.CompletedTask;
        }
    }

    [Fact]
    public void ReportHeld_AtTheEndOfWork_NamesWhatIsLeft()
    {
        HandoffMutex a = _locks.Make("a");
        HandoffMutex b = _locks.Make("b");
        a.Enter();
        b.Enter();
        b.Exit();

        Assert.Equal(1, _locks.Validator.ReportHeld("request 17"));
        a.Exit();
        Assert.Equal(0, _locks.Validator.ReportHeld("request 18"));

        Assert.Equal(LockOrderFinding.StillHeld, _locks.TheReport.Finding);
        Assert.Equal("request 17 has ended and left a locked.", _locks.TheReport.Message);
    }

    [Fact]
    public async Task ReportHeld_AtTheEndOfAFlow_NamesWhatIsLeft()
    {
        HandoffMutex a = _locks.Make("a");
        await Task.Yield();
        HandoffMutex.AsyncScope scope = await a.EnterAsync();
        await Task.Yield();

        Assert.Equal(1, _locks.Validator.ReportHeld("the message"));
        scope.Dispose();
        Assert.Equal(0, _locks.Validator.ReportHeld("the message"));

        Assert.Equal(LockOrderFinding.StillHeld, _locks.TheReport.Finding);
    }

    [Fact]
    public void BlockingLock_UnderASpinLock_IsReported()
    {
        AnnotatedLock spin = _locks.Validator.Annotate("ring", spins: true);
        HandoffMutex mutex = _locks.Make("a");

        mutex.Enter();
        spin.Asking();
        spin.Entered();
        spin.Exiting();
        mutex.Exit();
        Assert.Empty(_locks.Validator.Reports);

        spin.Asking();
        spin.Entered();
        Nest(mutex);
        spin.Exiting();

        Assert.Equal(LockOrderFinding.BlockingUnderSpinLock, _locks.TheReport.Finding);
    }

    [Fact]
    public void AnnotatedLock_TakesPartInTheOrder()
    {
        AnnotatedLock cache = _locks.Validator.Annotate("cache");
        HandoffMutex mutex = _locks.Make("a");
        cache.Asking();
        cache.Entered();
        Nest(mutex);
        cache.Exiting();

        mutex.Enter();
        cache.Asking();
        cache.Entered();
        cache.Exiting();
        mutex.Exit();
        Assert.Equal(["a", "cache"], _locks.TheReport.Locks);

        cache.Exiting();
        Assert.Equal(LockOrderFinding.NotHeld, _locks.Validator.Reports[1].Finding);
    }
}
