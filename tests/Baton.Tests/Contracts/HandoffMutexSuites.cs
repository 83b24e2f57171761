// The contract suites, bound to the mutex and, in HandoffMutexContractTests.cs, to each kind of it.

using Baton.Contracts;

namespace Baton.Tests.Contracts;

public abstract class MutualExclusionOf<TKind> : MutualExclusionContract<HandoffMutexLock>
    where TKind : IMutexKind
{
    protected override HandoffMutexLock CreateLock() => TKind.Create();
}

public abstract class TryEnterOf<TKind> : TryEnterContract<HandoffMutexLock>
    where TKind : IMutexKind
{
    protected override HandoffMutexLock CreateLock() => TKind.Create();
}

public abstract class CancellationOf<TKind> : CancellationContract<HandoffMutexLock>
    where TKind : IMutexKind
{
    protected override HandoffMutexLock CreateLock() => TKind.Create();
}

public abstract class OwnershipOf<TKind> : OwnershipContract<HandoffMutexLock>
    where TKind : IMutexKind
{
    protected override HandoffMutexLock CreateLock() => TKind.Create();
}

public abstract class ThreadScopeOf<TKind> : ThreadScopeContract<HandoffMutexLock>
    where TKind : IMutexKind
{
    protected override HandoffMutexLock CreateLock() => TKind.Create();
}

public abstract class FairnessOf<TKind> : FairnessContract<HandoffMutexLock>
    where TKind : IMutexKind
{
    protected override HandoffMutexLock CreateLock() => TKind.Create();
}

public abstract class AsyncOf<TKind> : AsyncContract<HandoffMutexLock, HandoffMutex.AsyncScope>
    where TKind : IMutexKind
{
    protected override HandoffMutexLock CreateLock() => TKind.Create();
}

public abstract class AsyncContinuationOf<TKind> : AsyncContinuationContract<HandoffMutexLock, HandoffMutex.AsyncScope>
    where TKind : IMutexKind
{
    protected override HandoffMutexLock CreateLock() => TKind.Create();
}

public abstract class AsyncCancellationOf<TKind> : AsyncCancellationContract<HandoffMutexLock, HandoffMutex.AsyncScope>
    where TKind : IMutexKind
{
    protected override HandoffMutexLock CreateLock() => TKind.Create();
}

public abstract class MixedOf<TKind> : MixedContract<HandoffMutexLock, HandoffMutex.AsyncScope>
    where TKind : IMutexKind
{
    protected override HandoffMutexLock CreateLock() => TKind.Create();
}
