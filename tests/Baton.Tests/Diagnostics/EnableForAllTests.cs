// The switch for the whole process. Alone, because it changes what every other test makes.

using Xunit;

namespace Baton.Tests.Diagnostics;

[Collection(nameof(RunAlone))]
public sealed class EnableForAllTests : IDisposable
{
    private readonly MutexObserver? _before = MutexObserver.OfNewMutexes;

    public EnableForAllTests() => LockOrderValidator.DisableForAll();

    public void Dispose() => MutexObserver.OfNewMutexes = _before;

    [Fact]
    public void EnableForAll_WatchesNewMutexesOnly()
    {
        HandoffMutex before = new();
        LockOrderValidator validator = LockOrderValidator.EnableForAll();
        try
        {
            HandoffMutex a = new();
            HandoffMutex b = new(new HandoffMutexOptions { Spinning = false, Name = "b" });
            ValidatedLocks.Nest(before, a);
            ValidatedLocks.Nest(a, before);
            ValidatedLocks.Nest(a, b);
            Assert.Empty(validator.Reports);

            ValidatedLocks.Nest(b, a);

            LockOrderReport report = Assert.Single(validator.Reports);
            Assert.Equal("b", report.Locks[0]);
            Assert.Contains("EnableForAllTests.cs:", report.Locks[1], StringComparison.Ordinal);
        }
        finally
        {
            LockOrderValidator.DisableForAll();
        }

        ValidatedLocks.Nest(new HandoffMutex(), new HandoffMutex());
        Assert.Single(validator.Reports);
    }

    [Fact]
    public void EnableForAll_WatchesMutexesOfTransactions()
    {
        AcquireClass acquireClass = new();
        WoundWaitMutex before = new(acquireClass);
        LockOrderValidator validator = LockOrderValidator.EnableForAll();
        try
        {
            WoundWaitMutex[] after = [.. Enumerable.Range(0, 2).Select(_ => new WoundWaitMutex(acquireClass))];
            using (LockAll.Enter([.. after, before]))
            {
                Assert.Equal(2, validator.ReportHeld("the test"));
            }
        }
        finally
        {
            LockOrderValidator.DisableForAll();
        }

        LockOrderReport report = Assert.Single(validator.Reports);
        Assert.Contains("EnableForAllTests.cs:", report.Locks[0], StringComparison.Ordinal);
    }

    /// <summary>A mutex with its own validator stays with it.</summary>
    [Fact]
    public void EnableForAll_LeavesMutexesWithAValidatorToIt()
    {
        ValidatedLocks own = new();
        LockOrderValidator all = LockOrderValidator.EnableForAll();
        try
        {
            ValidatedLocks.Nest(own.Make("a"), own.Make("a"));
        }
        finally
        {
            LockOrderValidator.DisableForAll();
        }

        Assert.Empty(all.Reports);
        Assert.Single(own.Validator.Reports);
    }
}
