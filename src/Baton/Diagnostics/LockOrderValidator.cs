// Linux's lockdep (Ingo Molnar, 2006) for mutexes of .NET. The idea: a deadlock by wrong order needs bad luck to happen and
// none to be found. Whoever holds A and asks for B has shown an order; if anybody ever holds B and asks for A, the program can
// deadlock, on some other day, and it can be told today, although neither had to wait.
//
//   classes   what is learned about one lock holds for all locks that play the same part (LockClass)
//   orders    a graph of which class was held when which was asked for (OrderGraph)
//   books     who holds what: by thread for Enter, by flow of control for EnterAsync (HeldLocks)
//   sections  an await between a thread's Enter and its Exit (AsyncSections)
//   ages      what one transaction acquires needs no order: it backs off (WatchedLock)
//   circles   who waits for whom, now; opt-in, certain for threads (WaitingCallers)
//
// What makes an order: holding a lock while waiting for another without a limit of time. A try does not wait, so nothing
// comes before what it takes; but what it has taken comes before what is asked for next. Waits with a time limit are tries.
//
// A mutex that nobody watches has no settings, and its fast paths never come here. docs/decisions/0008-lock-order.md.

using System.Collections.Concurrent;
using System.Diagnostics;
using Baton.Diagnostics;
using Baton.Locking;

namespace Baton;

/// <summary>
/// Finds deadlocks before they happen: learns in which order a program enters its locks, and reports the first time that
/// an order contradicts the ones before, even if nobody had to wait.
/// </summary>
/// <remarks>
/// <para>For tests and trial runs, or a canary in production. A mutex that is watched takes its slow paths and keeps
/// books: 0.1 µs for each acquisition, and 10 µs if it keeps stacks, as it does unless told otherwise;
/// <c>docs/lock-order.md</c> has the figures. A mutex that is not watched costs what it always did.</para>
/// <para>Also reports recursion, exits by those who do not hold, a thread's lock held across an <c>await</c>, and circles
/// of waiting callers, which get a <see cref="DeadlockException"/> instead of waiting for ever.</para>
/// <para>Locks are alike if they have one <see cref="HandoffMutexOptions.Name"/>, or none and were made at one place.</para>
/// </remarks>
/// <example>
/// <code>
/// // In a test's setup, before the service makes its mutexes:
/// LockOrderValidator validator = LockOrderValidator.EnableForAll();
/// …
/// Assert.Empty(validator.Reports);
///
/// // Or for some mutexes only:
/// private readonly HandoffMutex _gate = new(new HandoffMutexOptions { Validator = validator, Name = "orders" });
/// </code>
/// </example>
public sealed class LockOrderValidator : MutexObserver
{
    [ThreadStatic]
    private static bool t_isReporting;

    private readonly LockOrderValidatorOptions _options;
    private readonly LockClassTable _classes = new();
    private readonly Lock _reportsLock = new();
    private readonly List<LockOrderReport> _reports = [];
    private readonly HashSet<(LockOrderFinding Finding, int Asked)> _misused = [];
    private readonly ConcurrentDictionary<(int Before, int After), LockOrderReport> _refused = [];

    /// <summary>Makes a validator that has seen nothing yet.</summary>
    public LockOrderValidator(LockOrderValidatorOptions? options = null)
    {
        _options = options ?? new LockOrderValidatorOptions();
        if (!Enum.IsDefined(_options.Deadlocks))
        {
            throw new ArgumentOutOfRangeException(nameof(options), _options.Deadlocks, "There is no such deadlock detection.");
        }
    }

    /// <summary>What was found so far, each mistake once.</summary>
    public IReadOnlyList<LockOrderReport> Reports
    {
        get
        {
            lock (_reportsLock)
            {
                return [.. _reports];
            }
        }
    }

    /// <summary>
    /// Whether all locks are watched. A validator has room for 8,192 classes of locks; give names to kinds of locks, not to
    /// single ones.
    /// </summary>
    public bool IsComplete => !_classes.IsFull;

    /// <summary>Whether the calling thread is telling of a report, and what it does meanwhile is not watched.</summary>
    internal static bool IsReporting => t_isReporting;

    internal DeadlockDetection Deadlocks => _options.Deadlocks;

    internal OrderGraph Graph { get; } = new();

    internal WaitingCallers Waiting { get; } = new();

    /// <summary>
    /// From now on watches every new mutex of the process that is not given a validator of its own.
    /// Mutexes that exist are not affected.
    /// </summary>
    /// <returns>The validator that watches; a second call replaces it, for mutexes to come.</returns>
    public static LockOrderValidator EnableForAll(LockOrderValidatorOptions? options = null)
    {
        LockOrderValidator validator = new(options);
        OfNewMutexes = validator;
        return validator;
    }

    /// <summary>From now on new mutexes are not watched unless they are given a validator.</summary>
    public static void DisableForAll() => OfNewMutexes = null;

    /// <summary>
    /// Reports every lock that the calling thread or async flow still holds. For the end of a unit of work: a request, a
    /// message, a fiber.
    /// </summary>
    /// <param name="work">What has ended, for the report.</param>
    /// <returns>How many locks it still holds.</returns>
    public int ReportHeld(string work)
    {
        ArgumentNullException.ThrowIfNull(work);
        List<HeldLock> left = HeldLocks.OfThread.FindAll(IsOurs);
        for (FlowLocks? locks = HeldLocks.OfFlow; locks is not null; locks = locks.Before)
        {
            if (IsOurs(locks.Latest))
            {
                left.Add(locks.Latest);
            }
        }

        foreach (HeldLock held in left)
        {
            LockClass lockClass = held.Lock.Class;
            ReportMisuse(LockOrderFinding.StillHeld, Sentences.StillHeld(lockClass, work), lockClass, held.Holder, held);
        }

        return left.Count;

        bool IsOurs(HeldLock held) => ReferenceEquals(held.Lock.Validator, this) && held.IsHeld;
    }

    /// <summary>
    /// Lets the validator know of a lock that is not Baton's, so that orders between both kinds are checked: tell it what
    /// happens to that lock through the returned object.
    /// </summary>
    /// <param name="name">The class of the lock.</param>
    /// <param name="spins">Whether who waits for it keeps its processor. No blocking lock may be asked for under such a lock.</param>
    /// <exception cref="InvalidOperationException">There is no room for another class: <see cref="IsComplete"/>.</exception>
    public AnnotatedLock Annotate(string name, bool spins = false)
    {
        ArgumentNullException.ThrowIfNull(name);
        LockClass lockClass = _classes.Named(name, level: 0, spins) ?? throw new InvalidOperationException(
            $"A validator has room for {LockClassTable.CountMax} classes of locks, and they are used up. Use fewer names.");
        return new AnnotatedLock(new WatchedLock(this, lockClass, place: null));
    }

    /// <summary>All orders seen that agree with each other, as a graph in the language of Mermaid.</summary>
    public string DescribeOrders() => LockOrderPicture.Mermaid(Graph.Accepted());

    internal override MutexWatch? Watch(HandoffMutexOptions options)
    {
        LockClass? lockClass = options.Name is { } name
            ? _classes.Named(name, options.NestingLevel)
            : _classes.MadeHere(options.NestingLevel);
        return lockClass is null ? null : new WatchedMutex(new WatchedLock(this, lockClass, options.OrderWithinClass));
    }

    internal override MutexWatch? Watch(AcquireClass acquireClass)
    {
        LockClass? lockClass = acquireClass.Name is { } name ? _classes.Named(name, level: 0) : _classes.MadeHere(level: 0);
        return lockClass is null ? null : new WatchedMutex(new WatchedLock(this, lockClass, place: null, acquireClass));
    }

    internal StackTrace? StackIfKept() => _options.AcquisitionStacks ? new StackTrace(fNeedFileInfo: false) : null;

    /// <summary>Asking for the one while holding the other is wrong: reports it the first time, and throws each time if
    /// that is asked for.</summary>
    internal void Refuse(LockClass before, LockClass after, Func<LockOrderReport> describe)
    {
        if (!_refused.TryGetValue((before.Number, after.Number), out LockOrderReport? report))
        {
            report = describe();
            if (_refused.TryAdd((before.Number, after.Number), report))
            {
                Tell(report);
            }
        }

        if (_options.ThrowOnWrongOrder)
        {
            throw new LockOrderException(report);
        }
    }

    /// <summary>Throws, if refusals throw, for an order that was refused before.</summary>
    internal void ThrowIfRefused(LockClass before, LockClass after)
    {
        if (_options.ThrowOnWrongOrder && _refused.TryGetValue((before.Number, after.Number), out LockOrderReport? report))
        {
            throw new LockOrderException(report);
        }
    }

    internal void ReportMisuse(LockOrderFinding finding, string message, LockClass asked, string caller, HeldLock? held)
    {
        if (!t_isReporting && IsFirst(finding, asked))
        {
            string? enteredAt = held?.Stack is { } stack ? CallStack.Describe(stack) : null;
            string here = CallStack.Describe(new StackTrace(fNeedFileInfo: true));
            Tell(new LockOrderReport(
                finding, message, [new LockOrderStep(caller, held?.Lock.Class.Name, asked.Name, enteredAt, here)]));
        }
    }

    internal LockOrderReport ReportDeadlock(IReadOnlyList<LockOrderStep> circle)
    {
        LockOrderReport report = new(LockOrderFinding.Deadlock, Sentences.Deadlock(circle), circle);
        Tell(report);
        return report;
    }

    private bool IsFirst(LockOrderFinding finding, LockClass asked)
    {
        lock (_reportsLock)
        {
            return _misused.Add((finding, asked.Number));
        }
    }

    private void Tell(LockOrderReport report)
    {
        lock (_reportsLock)
        {
            _reports.Add(report);
        }

        bool wasReporting = t_isReporting;
        t_isReporting = true;
        try
        {
            _options.OnReport?.Invoke(report);
        }
        finally
        {
            t_isReporting = wasReporting;
        }
    }
}
