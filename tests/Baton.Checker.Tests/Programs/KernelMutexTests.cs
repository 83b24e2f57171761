using Baton.Checker.Tests.Oracle;
using Xunit;

namespace Baton.Checker.Tests.Programs;

public sealed class KernelMutexTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    public void Mutex_WithoutBug_HoldsInEveryExecution(int lockers, int rounds)
    {
        CheckResult result = new Checker().Run(() => new KernelMutex(lockers, rounds));
        TestContext.Current.TestOutputHelper?.WriteLine(result.ToString());
        Assert.Equal(Verdict.Holds, result.Verdict);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    public void Mutex_WithAndWithoutNamedWaits_HasTheSameExecutions(int lockers, int rounds)
    {
        // Waits that are explored in place against the plain algorithm, which is the one with the published proof.
        Executions named = Executions.Of(() => new KernelMutex(lockers, rounds));
        Executions plain = Executions.Of(() => new KernelMutex(lockers, rounds, namedWaits: false));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{named.Complete.Count} and {plain.Complete.Count} executions; {named.Blocked} and {plain.Blocked} blocked.");
        Assert.Equal(plain.Complete.Count, plain.Complete.Distinct().Count());
        Assert.Equal(plain.Complete.Order(StringComparer.Ordinal), named.Complete.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(KernelMutexBug.TryLockRelaxed, FailureKind.DataRace)]
    [InlineData(KernelMutexBug.UnlockRelaxed, FailureKind.DataRace)]
    [InlineData(KernelMutexBug.WaitLockRelaxed, FailureKind.DataRace)]
    [InlineData(KernelMutexBug.UnlockForgetsToWake, FailureKind.Deadlock)]
    public void Mutex_WithBug_Fails(KernelMutexBug bug, FailureKind kind)
    {
        CheckResult result = new Checker().Run(() => new KernelMutex(2, 2, bug: bug));
        Assert.Equal(Verdict.Fails, result.Verdict);
        Assert.Equal(kind, result.Failure!.Kind);
    }
}
