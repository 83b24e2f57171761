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
