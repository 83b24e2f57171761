// Every suite against every kind of mutex. What one kind does not promise is reported as skipped.

namespace Baton.Tests.Contracts;

public sealed class DefaultMutex_MutualExclusion : MutualExclusionOf<DefaultMutex>;

public sealed class DefaultMutex_TryEnter : TryEnterOf<DefaultMutex>;

public sealed class DefaultMutex_Cancellation : CancellationOf<DefaultMutex>;

public sealed class DefaultMutex_Ownership : OwnershipOf<DefaultMutex>;

public sealed class DefaultMutex_ThreadScope : ThreadScopeOf<DefaultMutex>;

public sealed class DefaultMutex_Fairness : FairnessOf<DefaultMutex>;

public sealed class DefaultMutex_Async : AsyncOf<DefaultMutex>;

public sealed class DefaultMutex_AsyncContinuation : AsyncContinuationOf<DefaultMutex>;

public sealed class DefaultMutex_AsyncCancellation : AsyncCancellationOf<DefaultMutex>;

public sealed class DefaultMutex_Mixed : MixedOf<DefaultMutex>;

public sealed class AlwaysHandingOver_MutualExclusion : MutualExclusionOf<AlwaysHandingOver>;

public sealed class AlwaysHandingOver_TryEnter : TryEnterOf<AlwaysHandingOver>;

public sealed class AlwaysHandingOver_Cancellation : CancellationOf<AlwaysHandingOver>;

public sealed class AlwaysHandingOver_Ownership : OwnershipOf<AlwaysHandingOver>;

public sealed class AlwaysHandingOver_ThreadScope : ThreadScopeOf<AlwaysHandingOver>;

public sealed class AlwaysHandingOver_Fairness : FairnessOf<AlwaysHandingOver>;

public sealed class AlwaysHandingOver_Async : AsyncOf<AlwaysHandingOver>;

public sealed class AlwaysHandingOver_AsyncContinuation : AsyncContinuationOf<AlwaysHandingOver>;

public sealed class AlwaysHandingOver_AsyncCancellation : AsyncCancellationOf<AlwaysHandingOver>;

public sealed class AlwaysHandingOver_Mixed : MixedOf<AlwaysHandingOver>;

public sealed class NeverHandingOver_MutualExclusion : MutualExclusionOf<NeverHandingOver>;

public sealed class NeverHandingOver_TryEnter : TryEnterOf<NeverHandingOver>;

public sealed class NeverHandingOver_Cancellation : CancellationOf<NeverHandingOver>;

public sealed class NeverHandingOver_Ownership : OwnershipOf<NeverHandingOver>;

public sealed class NeverHandingOver_ThreadScope : ThreadScopeOf<NeverHandingOver>;

public sealed class NeverHandingOver_Fairness : FairnessOf<NeverHandingOver>;

public sealed class NeverHandingOver_Async : AsyncOf<NeverHandingOver>;

public sealed class NeverHandingOver_AsyncContinuation : AsyncContinuationOf<NeverHandingOver>;

public sealed class NeverHandingOver_AsyncCancellation : AsyncCancellationOf<NeverHandingOver>;

public sealed class NeverHandingOver_Mixed : MixedOf<NeverHandingOver>;

public sealed class WithoutSpinning_MutualExclusion : MutualExclusionOf<WithoutSpinning>;

public sealed class WithoutSpinning_TryEnter : TryEnterOf<WithoutSpinning>;

public sealed class WithoutSpinning_Cancellation : CancellationOf<WithoutSpinning>;

public sealed class WithoutSpinning_Ownership : OwnershipOf<WithoutSpinning>;

public sealed class WithoutSpinning_ThreadScope : ThreadScopeOf<WithoutSpinning>;

public sealed class WithoutSpinning_Fairness : FairnessOf<WithoutSpinning>;

public sealed class WithoutSpinning_Async : AsyncOf<WithoutSpinning>;

public sealed class WithoutSpinning_AsyncContinuation : AsyncContinuationOf<WithoutSpinning>;

public sealed class WithoutSpinning_AsyncCancellation : AsyncCancellationOf<WithoutSpinning>;

public sealed class WithoutSpinning_Mixed : MixedOf<WithoutSpinning>;

public sealed class Counting_MutualExclusion : MutualExclusionOf<Counting>;

public sealed class Counting_TryEnter : TryEnterOf<Counting>;

public sealed class Counting_Cancellation : CancellationOf<Counting>;

public sealed class Counting_Ownership : OwnershipOf<Counting>;

public sealed class Counting_ThreadScope : ThreadScopeOf<Counting>;

public sealed class Counting_Fairness : FairnessOf<Counting>;

public sealed class Counting_Async : AsyncOf<Counting>;

public sealed class Counting_AsyncContinuation : AsyncContinuationOf<Counting>;

public sealed class Counting_AsyncCancellation : AsyncCancellationOf<Counting>;

public sealed class Counting_Mixed : MixedOf<Counting>;

public sealed class ParkingManaged_MutualExclusion : MutualExclusionOf<ParkingManaged>;

public sealed class ParkingManaged_TryEnter : TryEnterOf<ParkingManaged>;

public sealed class ParkingManaged_Cancellation : CancellationOf<ParkingManaged>;

public sealed class ParkingManaged_Ownership : OwnershipOf<ParkingManaged>;

public sealed class ParkingManaged_ThreadScope : ThreadScopeOf<ParkingManaged>;

public sealed class ParkingManaged_Fairness : FairnessOf<ParkingManaged>;

public sealed class ParkingManaged_Async : AsyncOf<ParkingManaged>;

public sealed class ParkingManaged_AsyncContinuation : AsyncContinuationOf<ParkingManaged>;

public sealed class ParkingManaged_AsyncCancellation : AsyncCancellationOf<ParkingManaged>;

public sealed class ParkingManaged_Mixed : MixedOf<ParkingManaged>;
