// The contract suites once more, with everything watched that can be. Two things are shown: a watched mutex keeps the
// contract, and a validator has nothing to say about threads and flows that do nothing wrong. Some of the suites' tests do
// something wrong on purpose, and the mutex throws; that much may be reported, and no more.

using Baton.Tests.Contracts;
using Xunit;

namespace Baton.Tests.Diagnostics;

/// <summary>Watched, by a validator for each mutex, so that a report can be told from those of other tests.</summary>
public abstract class Validated : IMutexKind
{
    private static readonly List<LockOrderReport> Wrongful = [];

    /// <summary>Reports of anything but what the mutex itself refuses.</summary>
    public static IReadOnlyList<LockOrderReport> WrongfulReports
    {
        get
        {
            lock (Wrongful)
            {
                return [.. Wrongful];
            }
        }
    }

    public static HandoffMutexLock Create()
    {
        LockOrderValidator validator = new(new LockOrderValidatorOptions { OnReport = Keep });
        return new(new HandoffMutex(new HandoffMutexOptions { Validator = validator }), DefaultMutex.BypassLimit);
    }

    private static void Keep(LockOrderReport report)
    {
        if (report.Finding is not (LockOrderFinding.Recursion or LockOrderFinding.NotHeld))
        {
            lock (Wrongful)
            {
                Wrongful.Add(report);
            }
        }
    }
}

/// <summary>After each class of tests, and so after the last: there are no reports.</summary>
public sealed class NoWrongfulReports : IDisposable
{
    public void Dispose() => Assert.Empty(Validated.WrongfulReports);
}

public sealed class Validated_MutualExclusion : MutualExclusionOf<Validated>, IClassFixture<NoWrongfulReports>;

public sealed class Validated_TryEnter : TryEnterOf<Validated>, IClassFixture<NoWrongfulReports>;

public sealed class Validated_Cancellation : CancellationOf<Validated>, IClassFixture<NoWrongfulReports>;

public sealed class Validated_Ownership : OwnershipOf<Validated>, IClassFixture<NoWrongfulReports>;

public sealed class Validated_ThreadScope : ThreadScopeOf<Validated>, IClassFixture<NoWrongfulReports>;

public sealed class Validated_Fairness : FairnessOf<Validated>, IClassFixture<NoWrongfulReports>;

public sealed class Validated_Async : AsyncOf<Validated>, IClassFixture<NoWrongfulReports>;

public sealed class Validated_AsyncContinuation : AsyncContinuationOf<Validated>, IClassFixture<NoWrongfulReports>;

public sealed class Validated_AsyncCancellation : AsyncCancellationOf<Validated>, IClassFixture<NoWrongfulReports>;

public sealed class Validated_Mixed : MixedOf<Validated>, IClassFixture<NoWrongfulReports>;
