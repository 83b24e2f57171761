// With BATON_VALIDATE=1 in the environment every mutex that this run makes is watched, whatever is tested, and there must be
// nothing to report in the end but misuse on purpose. The tests of allocations must be left out, for books cost memory:
//
//     BATON_VALIDATE=1 tests/Baton.Tests/bin/Release/net10.0/Baton.Tests --filter-not-class "*AllocationTests"
//
// The tests of transactions do two things that nobody should, and that are reported: one flow plays several transactions, one
// inside the other; and flows that block run async methods, which never await there, and return from them with mutexes entered.
// And the tortures enter the mutexes of an array by index without saying so: one that is watched has no fast path to torture.

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
            LockOrderReport[] unexpected = [.. _validator.Reports.Where(report => !IsOnPurpose(report))];
            Assert.True(unexpected.Length == 0, string.Join("\n", (object[])unexpected));
        }
    }

    private static bool IsOnPurpose(LockOrderReport report) => report.Finding switch
    {
        LockOrderFinding.Recursion or LockOrderFinding.NotHeld => true,
        LockOrderFinding.UnorderedWithinClass => IsOf("Baton.Torture.", report)
            || (report.Message.Contains("for another transaction", StringComparison.Ordinal) && IsOf("Baton.Tests.WoundWait.", report)),
        LockOrderFinding.HeldAcrossAwait => IsOf("Baton.Tests.WoundWait.", report),
        _ => false,
    };

    private static bool IsOf(string code, LockOrderReport report) =>
        report.Steps.All(step => step.AskedAt.Contains(code, StringComparison.Ordinal));
}
