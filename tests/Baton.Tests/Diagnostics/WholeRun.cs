// With BATON_VALIDATE=1 in the environment every mutex that this run makes is watched, whatever is tested, and there must be
// nothing to report in the end but misuse on purpose. The tests of allocations must be left out, for books cost memory:
//
// In the tests of transactions one flow may play several of them, one inside the other. That is no way to use them, and reported.
//
//     BATON_VALIDATE=1 tests/Baton.Tests/bin/Release/net10.0/Baton.Tests --filter-not-class "*AllocationTests"

using Xunit;

[assembly: AssemblyFixture(typeof(Baton.Tests.Diagnostics.WholeRun))]

namespace Baton.Tests.Diagnostics;

/// <summary>Watches a whole run of the tests, if asked to.</summary>
public sealed class WholeRun : IDisposable
{
    private readonly LockOrderValidator? _validator =
        Environment.GetEnvironmentVariable("BATON_VALIDATE") == "1" ? LockOrderValidator.EnableForAll() : null;

    public void Dispose()
    {
        if (_validator is not null)
        {
            LockOrderValidator.DisableForAll();
            Assert.DoesNotContain(_validator.Reports, report => !IsOnPurpose(report));
        }
    }

    private static bool IsOnPurpose(LockOrderReport report) => report.Finding switch
    {
        LockOrderFinding.Recursion or LockOrderFinding.NotHeld => true,
        LockOrderFinding.UnorderedWithinClass => report.Message.Contains("for another transaction", StringComparison.Ordinal)
            && report.Steps.All(step => step.AskedAt.Contains("Baton.Tests.WoundWait.", StringComparison.Ordinal)),
        _ => false,
    };
}
