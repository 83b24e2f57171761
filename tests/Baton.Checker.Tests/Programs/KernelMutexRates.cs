// Not a test: the measurements quoted in docs. Run with BATON_CHECKER_RATES=1.

using Xunit;

namespace Baton.Checker.Tests.Programs;

public sealed class KernelMutexRates
{
    [Theory]
    [InlineData(2, 2, false)]
    [InlineData(3, 1, false)]
    [InlineData(3, 1, true)]
    [InlineData(4, 1, false)]
    [InlineData(2, 3, false)]
    public void Rates_OfTheKernelMutex_AreReported(int lockers, int rounds, bool cancels)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("BATON_CHECKER_RATES") is not null, "Set BATON_CHECKER_RATES=1 to measure.");
        foreach (int workers in new[] { 1, 2 })
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            CheckResult result = new Checker(new CheckerOptions { Workers = workers, TimeMax = TimeSpan.FromSeconds(8) })
                .Run(() => new KernelMutex(lockers, rounds, cancels));
            double busy = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            Console.WriteLine(
                $"{lockers}x{rounds} {(cancels ? "+1" : "")} {workers} workers: {result}; {result.Seen.Executions / busy:N0} a second of processor time");
        }
    }
}
