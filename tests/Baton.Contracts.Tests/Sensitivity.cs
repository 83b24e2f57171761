// Which contract test catches which flaw: the table, and the suites bound to a FlawedLock so that single tests can be run.

using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Baton.Contracts.Tests;

/// <summary>What the suites are known to catch.</summary>
internal static class Sensitivity
{
    internal static readonly Type[] Suites =
    [
        typeof(MutualExclusion), typeof(TryEnter), typeof(Cancellation), typeof(Ownership), typeof(ThreadScope), typeof(Fairness),
        typeof(Async), typeof(AsyncContinuation), typeof(AsyncCancellation), typeof(Mixed),
    ];

    internal static readonly (Type Suite, string Test, Flaw[] Flaws)[] Table =
    [
        (typeof(MutualExclusion), nameof(MutualExclusion.Enter_ByManyThreads_AdmitsOneAtATime), [Flaw.AdmitsTwo, Flaw.LosesWakeups]),
        (typeof(MutualExclusion), nameof(MutualExclusion.Enter_WhileHoldersYield_AdmitsOneAtATime), [Flaw.AdmitsTwo]),
        (typeof(MutualExclusion), nameof(MutualExclusion.EveryWayIn_ByManyThreads_AdmitsOneAtATime), [Flaw.AdmitsTwo, Flaw.TryLies]),
        (typeof(MutualExclusion), nameof(MutualExclusion.Enter_WhenHeldByAnother_WaitsUntilTheExit), [Flaw.NeverWaits]),
        (typeof(MutualExclusion), nameof(MutualExclusion.Enter_ByHundredsOfWaiters_AdmitsThemAll), [Flaw.ForgetsTheHundredthWaiter]),
        (typeof(MutualExclusion), nameof(MutualExclusion.Exit_AfterAnExceptionInTheSection_LetsTheNextIn), [Flaw.LosesWakeups]),
        (typeof(MutualExclusion), nameof(MutualExclusion.Enter_AfterAnExitElsewhere_SeesWhatWasWritten), [Flaw.AdmitsTwo]),

        (typeof(TryEnter), nameof(TryEnter.TryEnter_WhenFree_Enters), [Flaw.TryFailsWhenFree, Flaw.TryLies]),
        (typeof(TryEnter), nameof(TryEnter.TryEnter_WhenHeldByAnother_ReturnsFalseWithoutWaiting), [Flaw.TryWaits, Flaw.TryLies]),
        (typeof(TryEnter), nameof(TryEnter.TryEnterTimed_WhenTheTimeElapses_ReturnsFalseAndLeavesTheHolderAlone),
            [Flaw.NeverTimesOut, Flaw.TimeoutSaysEntered, Flaw.GivesUpEarly]),
        (typeof(TryEnter), nameof(TryEnter.TryEnterTimed_WhenTheHolderExitsInTime_Enters), [Flaw.GivesUpEarly]),
        (typeof(TryEnter), nameof(TryEnter.TryEnterTimed_ForEver_WaitsUntilTheExit), [Flaw.ForEverEnds]),
        (typeof(TryEnter), nameof(TryEnter.TryEnterTimed_ElapsedInTheMiddleOfTheQueue_LeavesTheOthersQueued),
            [Flaw.TimeoutRemovesNeighbour, Flaw.LeavesGhosts]),
        (typeof(TryEnter), nameof(TryEnter.TryEnterTimed_InAStormOfTimeouts_NeitherLeaksNorLosesTheLock), [Flaw.LeavesGhosts]),
        (typeof(TryEnter), nameof(TryEnter.TryEnterTimed_OutOfRange_NamesTheParameter),
            [Flaw.AcceptsAnyTimeout, Flaw.NamesTheWrongParameter]),
        (typeof(TryEnter), nameof(TryEnter.TryEnterTimed_AtTheEdgeOfTheRange_EntersAFreeLock), [Flaw.RefusesLongTimeouts]),

        (typeof(Cancellation), nameof(Cancellation.Enter_TokenCancelledBefore_ThrowsAndLeavesAFreeLockFree),
            [Flaw.IgnoresCancelledTokens, Flaw.LosesTheToken]),
        (typeof(Cancellation), nameof(Cancellation.Enter_TokenCancelledBefore_ThrowsWithoutWaitingForTheHolder),
            [Flaw.IgnoresCancelledTokens]),
        (typeof(Cancellation), nameof(Cancellation.Enter_CancelledAtAnyPlaceInTheQueue_LeavesTheOthersTheirs),
            [Flaw.IgnoresCancellation, Flaw.LosesTheToken, Flaw.LeavesGhosts, Flaw.CancelsEverybody]),
        (typeof(Cancellation), nameof(Cancellation.Enter_AllWaitersCancelled_LeavesTheHolderAndThenAFreeLock), [Flaw.LeavesGhosts]),
        (typeof(Cancellation), nameof(Cancellation.Enter_CancelledAfterItReturned_StillHoldsTheLock), [Flaw.CancelsTheTenure]),
        (typeof(Cancellation), nameof(Cancellation.TryEnterTimed_WithAToken_ReportsWhicheverComesFirst),
            [Flaw.IgnoresCancellation, Flaw.NeverTimesOut]),
        (typeof(Cancellation), nameof(Cancellation.Enter_CancelledWhileTheHolderExits_EitherThrowsOrHolds), [Flaw.LeaksTheRacedGrant]),
        (typeof(Cancellation), nameof(Cancellation.Enter_InAStormOfCancellations_NeitherLeaksNorLosesTheLock), [Flaw.LeavesGhosts]),

        (typeof(Ownership), nameof(Ownership.IsHeldByCurrentThread_FollowsEntryAndExit), [Flaw.HeldByNobody]),
        (typeof(Ownership), nameof(Ownership.IsHeldByCurrentThread_WhenHeldBySomeoneElse_IsFalse), [Flaw.HeldByAnybody]),
        (typeof(Ownership), nameof(Ownership.Exit_WhenFree_Throws), [Flaw.IgnoresExitsWhenFree]),
        (typeof(Ownership), nameof(Ownership.Exit_ByANonOwner_ThrowsAndLeavesTheLockHeld), [Flaw.AnybodyExits, Flaw.RefusesExitTooLate]),
        (typeof(Ownership), nameof(Ownership.Exit_ByANonOwnerWhileOthersWait_ThrowsAndLetsNobodyIn),
            [Flaw.AnybodyExits, Flaw.RefusesExitTooLate]),
        (typeof(Ownership), nameof(Ownership.Enter_ByTheHolder_ThrowsInsteadOfHanging), [Flaw.HangsOnRecursion, Flaw.AdmitsRecursion]),
        (typeof(Ownership), nameof(Ownership.Enter_ByTheHolderWhileOthersWait_LeavesTheQueueIntact), [Flaw.RecursionDropsTheQueue]),

        (typeof(ThreadScope), nameof(ThreadScope.Scope_WhileOpen_HoldsTheLock), [Flaw.ScopeDoesNotEnter]),
        (typeof(ThreadScope), nameof(ThreadScope.Scope_BodyThrows_ExitsAllTheSame), [Flaw.ScopeKeptByExceptions]),
        (typeof(ThreadScope), nameof(ThreadScope.Scope_ByManyThreads_AdmitsOneAtATime), [Flaw.ScopeDoesNotEnter, Flaw.AdmitsTwo]),
        (typeof(ThreadScope), nameof(ThreadScope.ScopeCopy_DisposedAfterTheOriginal_Throws), [Flaw.IgnoresExitsWhenFree]),
        (typeof(ThreadScope), nameof(ThreadScope.ScopeCopy_DisposedInSomeoneElsesTenure_ThrowsAndLeavesItAlone), [Flaw.ScopeCopiesExit]),
        (typeof(ThreadScope), nameof(ThreadScope.DefaultScope_Disposed_DoesNothing), [Flaw.DefaultScopeThrows]),

        (typeof(Fairness), nameof(Fairness.Enter_AgainstAHogThatRetakesAtOnce_IsBypassedABoundedNumberOfTimes), [Flaw.Starves]),
        (typeof(Fairness), nameof(Fairness.Enter_ByManyThreadsAllTheTime_LeavesNobodyOut), [Flaw.Starves]),

        (typeof(Async), nameof(Async.EnterAsync_WhenFree_CompletesAtOnce), [Flaw.AsyncEntryAlwaysYields]),
        (typeof(Async), nameof(Async.EnterAsync_WhenHeld_CompletesAfterTheExit), [Flaw.NeverWaits, Flaw.ForgetsAsyncWaiters]),
        (typeof(Async), nameof(Async.EnterAsync_ByManyCallers_AdmitsOneAtATime), [Flaw.AdmitsTwo, Flaw.LosesWakeups]),
        (typeof(Async), nameof(Async.EnterAsync_ByThousandsOfWaiters_AdmitsThemAll), [Flaw.ForgetsTheHundredthWaiter]),
        (typeof(Async), nameof(Async.EnterAsync_WhileNobodyNewArrives_AdmitsInOrder), [Flaw.AdmitsLastFirst]),
        (typeof(Async), nameof(Async.AsyncScope_DisposedOnAnotherThread_Exits), [Flaw.AsyncScopeBoundToItsThread]),
        (typeof(Async), nameof(Async.AsyncScope_DisposedTwice_Throws), [Flaw.ScopeCopiesExit]),
        (typeof(Async), nameof(Async.AsyncScopeCopy_DisposedInSomeoneElsesTenure_ThrowsAndLeavesItAlone), [Flaw.ScopeCopiesExit]),
        (typeof(Async), nameof(Async.AsyncScopeCopy_FromAContendedEntry_ThrowsAfterTheTenure), [Flaw.ScopeCopiesExit]),
        (typeof(Async), nameof(Async.AsyncScopeCopies_DisposedAtTheSameTime_ExitOnce), [Flaw.AsyncScopeChecksWithoutLocking]),
        (typeof(Async), nameof(Async.DefaultAsyncScope_Disposed_DoesNothing), [Flaw.DefaultScopeThrows]),

        (typeof(AsyncContinuation), nameof(AsyncContinuation.Exit_WithAsyncWaiters_NeverRunsAContinuationInline), [Flaw.ContinuesInline]),
        (typeof(AsyncContinuation), nameof(AsyncContinuation.Exit_ByAThreadWithAsyncWaiters_NeverRunsAContinuationInline),
            [Flaw.ContinuesInline]),
        (typeof(AsyncContinuation), nameof(AsyncContinuation.OnCompleted_Contended_FlowsTheExecutionContext), [Flaw.DropsExecutionContext]),
        (typeof(AsyncContinuation), nameof(AsyncContinuation.EnterAsync_AwaitedOnASynchronizationContext_ContinuesThere),
            [Flaw.IgnoresSchedulingContext]),
        (typeof(AsyncContinuation), nameof(AsyncContinuation.EnterAsync_AwaitedWithConfigureAwaitFalse_LeavesTheContextAlone),
            [Flaw.InsistsOnSchedulingContext]),
        (typeof(AsyncContinuation), nameof(AsyncContinuation.EnterAsync_AwaitedOnATaskScheduler_ContinuesThere),
            [Flaw.IgnoresSchedulingContext]),
        (typeof(AsyncContinuation), nameof(AsyncContinuation.AsTask_OfAContendedEntry_CompletesLikeAnyTask), [Flaw.ForgetsAsyncWaiters]),

        (typeof(AsyncCancellation), nameof(AsyncCancellation.EnterAsync_TokenCancelledBefore_IsCancelledAndLeavesAFreeLockFree),
            [Flaw.IgnoresCancelledTokens]),
        (typeof(AsyncCancellation), nameof(AsyncCancellation.EnterAsync_TokenCancelledBefore_DoesNotWaitForTheHolder),
            [Flaw.IgnoresCancelledTokens]),
        (typeof(AsyncCancellation), nameof(AsyncCancellation.EnterAsync_CancelledAtAnyPlaceInTheQueue_LeavesTheOthersTheirs),
            [Flaw.IgnoresCancellation, Flaw.LosesTheToken, Flaw.LeavesGhosts, Flaw.CancelsEverybody]),
        (typeof(AsyncCancellation), nameof(AsyncCancellation.EnterAsync_CancelledTooLate_StillHoldsTheLock), [Flaw.CancelsTheTenure]),
        (typeof(AsyncCancellation), nameof(AsyncCancellation.EnterAsync_CancelledAfterAnUncontendedEntry_StillHoldsTheLock),
            [Flaw.CancelsTheTenure]),
        (typeof(AsyncCancellation), nameof(AsyncCancellation.EnterAsync_CancelledWhileTheHolderExits_EitherThrowsOrHolds),
            [Flaw.LeaksTheRacedGrant]),
        (typeof(AsyncCancellation), nameof(AsyncCancellation.EnterAsync_InAStormOfCancellations_NeitherLeaksNorLosesTheLock),
            [Flaw.LeavesGhosts]),
        (typeof(AsyncCancellation), nameof(AsyncCancellation.EnterAsync_AbandonedByWhenAnyAndCancelled_LeavesNothingBehind),
            [Flaw.LeavesGhosts, Flaw.FaultsInsteadOfCancelling]),
        (typeof(AsyncCancellation), nameof(AsyncCancellation.TryEnterAsync_WhenTheTimeElapses_SaysSoAndLeavesTheHolderAlone),
            [Flaw.NeverTimesOut, Flaw.TimeoutSaysEntered]),
        (typeof(AsyncCancellation), nameof(AsyncCancellation.TryEnterAsync_WhenTheHolderExitsInTime_Enters), [Flaw.GivesUpEarly]),
        (typeof(AsyncCancellation), nameof(AsyncCancellation.TryEnterAsync_InAStormOfTimeouts_NeitherLeaksNorLosesTheLock),
            [Flaw.LeavesGhosts]),
        (typeof(AsyncCancellation), nameof(AsyncCancellation.TryEnterAsync_OutOfRange_NamesTheParameter),
            [Flaw.AcceptsAnyTimeout, Flaw.NamesTheWrongParameter]),

        (typeof(Mixed), nameof(Mixed.EnterAndEnterAsync_Together_AdmitOneAtATime), [Flaw.AdmitsTwo, Flaw.LosesWakeups]),
        (typeof(Mixed), nameof(Mixed.Enter_WhenAnAsyncCallerHolds_WaitsUntilItsScopeEnds), [Flaw.ThreadsOverlookAsyncHolders]),
        (typeof(Mixed), nameof(Mixed.EnterAsync_WhenAThreadHolds_WaitsUntilItsExit), [Flaw.AsyncCallersOverlookThreads]),
        (typeof(Mixed), nameof(Mixed.Queue_OfThreadsAndAsyncCallersInTurn_AdmitsThemAll), [Flaw.ForgetsAsyncWaiters, Flaw.LosesWakeups]),
        (typeof(Mixed), nameof(Mixed.AsyncTenure_IsNoThreadsTenure), [Flaw.AsyncTenureBelongsToThreads]),
        (typeof(Mixed), nameof(Mixed.Enter_OnThePoolAgainstAnAsyncLoop_DoesNotDeadlock), [Flaw.LosesWakeups, Flaw.ForgetsAsyncWaiters]),
        (typeof(Mixed), nameof(Mixed.PatientAndImpatientWaiters_WhileHeld_SucceedAndFailExactly),
            [Flaw.LeavesGhosts, Flaw.TimeoutRemovesNeighbour]),
    ];

    /// <summary>The argument lists that a test is run with: one empty list, or the rows of its theory.</summary>
    internal static async Task<IReadOnlyList<object?[]>> ArgumentsOf(MethodInfo method)
    {
        List<object?[]> rows = [];
        foreach (IDataAttribute source in method.GetCustomAttributes(inherit: true).OfType<IDataAttribute>())
        {
            await using DisposalTracker tracker = new();
            rows.AddRange((await source.GetData(method, tracker)).Select(row => row.GetData()));
        }

        return rows.Count > 0 ? rows : [[]];
    }

    // Bound to a flaw by their constructor, and not public: the runner leaves them alone.
    internal sealed class MutualExclusion(Flaw flaw) : MutualExclusionContract<FlawedLock>
    {
        protected override FlawedLock CreateLock() => new(flaw);
    }

    internal sealed class TryEnter(Flaw flaw) : TryEnterContract<FlawedLock>
    {
        protected override FlawedLock CreateLock() => new(flaw);
    }

    internal sealed class Cancellation(Flaw flaw) : CancellationContract<FlawedLock>
    {
        protected override FlawedLock CreateLock() => new(flaw);
    }

    internal sealed class Ownership(Flaw flaw) : OwnershipContract<FlawedLock>
    {
        protected override FlawedLock CreateLock() => new(flaw);
    }

    internal sealed class ThreadScope(Flaw flaw) : ThreadScopeContract<FlawedLock>
    {
        protected override FlawedLock CreateLock() => new(flaw);
    }

    internal sealed class Fairness(Flaw flaw) : FairnessContract<FlawedLock>
    {
        protected override FlawedLock CreateLock() => new(flaw);
    }

    internal sealed class Async(Flaw flaw) : AsyncContract<FlawedLock, FlawedScope>
    {
        protected override FlawedLock CreateLock() => new(flaw);
    }

    internal sealed class AsyncContinuation(Flaw flaw) : AsyncContinuationContract<FlawedLock, FlawedScope>
    {
        protected override FlawedLock CreateLock() => new(flaw);
    }

    internal sealed class AsyncCancellation(Flaw flaw) : AsyncCancellationContract<FlawedLock, FlawedScope>
    {
        protected override FlawedLock CreateLock() => new(flaw);
    }

    internal sealed class Mixed(Flaw flaw) : MixedContract<FlawedLock, FlawedScope>
    {
        protected override FlawedLock CreateLock() => new(flaw);
    }
}
