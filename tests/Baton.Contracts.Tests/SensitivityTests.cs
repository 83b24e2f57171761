// The test of the tests: every test of every suite must be able to fail, and every flaw that a lock can have must be seen.
// The table says which test is expected to catch which flaw; two more tests say that no test and no flaw is missing in it.

using System.Reflection;
using Xunit;
using Xunit.Sdk;

namespace Baton.Contracts.Tests;

/// <summary>Runs single contract tests against locks with a known flaw.</summary>
public sealed class SensitivityTests
{
    private const int Chances = 5;

    public static TheoryData<string, string, Flaw> Table
    {
        get
        {
            TheoryData<string, string, Flaw> rows = [];
            foreach ((Type suite, string test, Flaw[] flaws) in Sensitivity.Table)
            {
                foreach (Flaw flaw in flaws)
                {
                    rows.Add(suite.Name, test, flaw);
                }
            }

            return rows;
        }
    }

    /// <summary>Some flaws show only when threads meet at the wrong moment, so each has a few chances to show.</summary>
    [Theory]
    [MemberData(nameof(Table))]
    public async Task ContractTest_OnALockWithAFlaw_Fails(string suite, string test, Flaw flaw)
    {
        Type type = Sensitivity.Suites.Single(candidate => candidate.Name == suite);
        MethodInfo method = type.GetMethod(test)!;

        for (int chance = 0; chance < Chances; chance++)
        {
            foreach (object?[] arguments in await Sensitivity.ArgumentsOf(method))
            {
                object contract = Activator.CreateInstance(type, flaw)!;
                if (await FailureOf(() => method.Invoke(contract, arguments) as Task ?? Task.CompletedTask) is { } failure)
                {
                    Assert.False(failure is SkipException, $"The test was skipped: {failure.Message}");
                    return;
                }
            }
        }

        Assert.Fail($"{suite}.{test} passed on a lock with the flaw {flaw}.");

        // A contract test that hangs on a broken lock instead of reporting it is itself broken.
        async Task<Exception?> FailureOf(Func<Task> body)
        {
            Task run = Task.Factory.StartNew(body, TaskCreationOptions.LongRunning).Unwrap();
            await new Watchdog(TimeSpan.FromSeconds(60)).EndOf(Task.WhenAny(run), $"{suite}.{test} reports the flaw {flaw}");
            Exception? failure = run.Exception?.InnerException;
            return failure is TargetInvocationException ? failure.InnerException : failure;
        }
    }

    [Fact]
    public void Table_OfAllSuites_NamesEveryTest()
    {
        IEnumerable<string> tests = Sensitivity.Suites.SelectMany(suite => suite.GetMethods()
            .Where(method => method.IsDefined(typeof(FactAttribute), inherit: true))
            .Select(method => $"{suite.Name}.{method.Name}"));
        IEnumerable<string> tested = Sensitivity.Table.Where(row => row.Flaws.Length > 0).Select(row => $"{row.Suite.Name}.{row.Test}");

        Assert.Empty(tests.Except(tested));
    }

    [Fact]
    public void Table_OfAllFlaws_NamesEveryFlaw()
    {
        Assert.Empty(Enum.GetValues<Flaw>().Except(Sensitivity.Table.SelectMany(row => row.Flaws)).Except([Flaw.None]));
    }
}
