// Each suite against each of the platform's locks that can pass it at all. What a lock does not promise is reported as
// skipped, so that this list is also a table of the platform's locks.

namespace Baton.Contracts.Tests;

public sealed class SystemLock_MutualExclusion : MutualExclusionContract<SystemLock>
{
    protected override SystemLock CreateLock() => new();
}

public sealed class SystemLock_TryEnter : TryEnterContract<SystemLock>
{
    protected override SystemLock CreateLock() => new();
}

public sealed class SystemLock_Ownership : OwnershipContract<SystemLock>
{
    protected override SystemLock CreateLock() => new();
}

public sealed class SystemLock_ThreadScope : ThreadScopeContract<SystemLock>
{
    protected override SystemLock CreateLock() => new();
}

public sealed class MonitorLock_MutualExclusion : MutualExclusionContract<MonitorLock>
{
    protected override MonitorLock CreateLock() => new();
}

public sealed class MonitorLock_TryEnter : TryEnterContract<MonitorLock>
{
    protected override MonitorLock CreateLock() => new();
}

public sealed class MonitorLock_Ownership : OwnershipContract<MonitorLock>
{
    protected override MonitorLock CreateLock() => new();
}

public sealed class SemaphoreLock_MutualExclusion : MutualExclusionContract<SemaphoreLock>
{
    protected override SemaphoreLock CreateLock() => new();
}

public sealed class SemaphoreLock_TryEnter : TryEnterContract<SemaphoreLock>
{
    protected override SemaphoreLock CreateLock() => new();
}

public sealed class SemaphoreLock_Cancellation : CancellationContract<SemaphoreLock>
{
    protected override SemaphoreLock CreateLock() => new();
}

public sealed class SemaphoreLock_Async : AsyncContract<SemaphoreLock, SemaphoreLock.Scope>
{
    protected override SemaphoreLock CreateLock() => new();
}

public sealed class SemaphoreLock_AsyncContinuation : AsyncContinuationContract<SemaphoreLock, SemaphoreLock.Scope>
{
    protected override SemaphoreLock CreateLock() => new();
}

public sealed class SemaphoreLock_AsyncCancellation : AsyncCancellationContract<SemaphoreLock, SemaphoreLock.Scope>
{
    protected override SemaphoreLock CreateLock() => new();
}

public sealed class SemaphoreLock_Mixed : MixedContract<SemaphoreLock, SemaphoreLock.Scope>
{
    protected override SemaphoreLock CreateLock() => new();
}
