// Every suite against a lock that makes every promise and keeps it: none of its tests may be skipped, none may fail.

namespace Baton.Contracts.Tests;

public sealed class ReferenceLock_MutualExclusion : MutualExclusionContract<FlawedLock>
{
    protected override FlawedLock CreateLock() => new(Flaw.None);
}

public sealed class ReferenceLock_TryEnter : TryEnterContract<FlawedLock>
{
    protected override FlawedLock CreateLock() => new(Flaw.None);
}

public sealed class ReferenceLock_Cancellation : CancellationContract<FlawedLock>
{
    protected override FlawedLock CreateLock() => new(Flaw.None);
}

public sealed class ReferenceLock_Ownership : OwnershipContract<FlawedLock>
{
    protected override FlawedLock CreateLock() => new(Flaw.None);
}

public sealed class ReferenceLock_ThreadScope : ThreadScopeContract<FlawedLock>
{
    protected override FlawedLock CreateLock() => new(Flaw.None);
}

public sealed class ReferenceLock_Fairness : FairnessContract<FlawedLock>
{
    protected override FlawedLock CreateLock() => new(Flaw.None);
}

public sealed class ReferenceLock_Async : AsyncContract<FlawedLock, FlawedScope>
{
    protected override FlawedLock CreateLock() => new(Flaw.None);
}

public sealed class ReferenceLock_AsyncContinuation : AsyncContinuationContract<FlawedLock, FlawedScope>
{
    protected override FlawedLock CreateLock() => new(Flaw.None);
}

public sealed class ReferenceLock_AsyncCancellation : AsyncCancellationContract<FlawedLock, FlawedScope>
{
    protected override FlawedLock CreateLock() => new(Flaw.None);
}

public sealed class ReferenceLock_Mixed : MixedContract<FlawedLock, FlawedScope>
{
    protected override FlawedLock CreateLock() => new(Flaw.None);
}
