// What all models of wound/wait mutexes have in common: transactions, the mutexes that they want, and what must hold.
//
// What every one of them checks, by the numbers of docs/invariants.md:
//   I1, I2   as MutexModel does, for each mutex: `inside` is a plain field.
//   I3       at the end each owner word is 0, each ring is empty, and no transaction holds anything.
//   I4, I5,  the walk over the values that each owner word ever had.
//   I9
//   I6, I19  nobody waits for ever: the checker's deadlock verdict. A circle of transactions none of whom backs off is one.
//   I7, I21, asserted in the code itself.
//   I22
//   I8       nobody is woken, and no second list is locked, by a thread that has a list.
//   I20      thread 0 is the oldest, and is never told to back off. Who comes after it may be, if it holds something.
//
// Memory is weak and every order that the code declares counts, so the pairs of fences between who publishes and who
// queues, and between who wounds and who goes to sleep, are checked and not argued.
//
// The stamps begin just before they wrap around: a comparison that forgets it takes the oldest for the youngest.
//
// In all but the endless ones nobody's patience ends (Passing.Never). Handing over is the business of the models of the plain mutex; here a request
// would only multiply the executions. It comes back where an async flow waits, which asks at once. In the larger models
// nobody asks at all (HandoffMode.Never), and owners do not look for somebody who should have: a fifth of the executions.

using Baton.Locking;

namespace Baton.Models;

/// <summary>A program of transactions: thread 0 has the oldest, thread 1 the next.</summary>
internal abstract class TransactionModel : CheckedProgram
{
    /// <summary>No mutex.</summary>
    public const int Nobody = -1;

    private readonly Machine _machine;
    private readonly Caller[] _callers;
    private readonly AcquireContext[] _contexts;
    private readonly ModelContextWaiter[] _waiters;
    private readonly Plain<int>[] _inside;
    private readonly OwnerState[] _begins;
    private readonly int[] _backOffs;

    /// <summary>Sets the stage.</summary>
    /// <param name="avoidance">Who gives way.</param>
    /// <param name="transactions">How many threads have a transaction.</param>
    /// <param name="mutexes">How many mutexes there are.</param>
    /// <param name="others">How many threads come after those, who have none.</param>
    /// <param name="patience">When those who wait ask for a mutex.</param>
    /// <param name="settings">What the mutexes do differently from the default; null for the default, which alone has the
    /// fast paths.</param>
    protected TransactionModel(
        DeadlockAvoidance avoidance,
        int transactions,
        int mutexes,
        int others = 0,
        Passing patience = Passing.Never,
        MutexSettings? settings = null)
    {
        _machine = new Machine(patience);
        var acquireClass = new AcquireClass(avoidance, lastStamp: long.MaxValue - 1);
        _callers = new Caller[transactions + others];
        _contexts = new AcquireContext[transactions];
        _waiters = new ModelContextWaiter[transactions];
        _backOffs = new int[transactions];
        for (int thread = 0; thread < _callers.Length; thread++)
        {
            _machine.Run(thread);
            var word = new PermitWord();
            word.Named($"sleep of {thread}");
            _callers[thread] = new Caller(word).Attach();
            _callers[thread].Waiter.Name($"{thread}");
            if (thread < transactions)
            {
                _contexts[thread] = new AcquireContext(acquireClass);
                _contexts[thread].Name($"{thread}");
                _contexts[thread].DrawAsyncId();
                _waiters[thread] = new ModelContextWaiter(_contexts[thread]);
                _waiters[thread].Named($"flow {thread}");
            }
        }

        Mutexes = new WoundWaitMutex[mutexes];
        _inside = new Plain<int>[mutexes];
        _begins = new OwnerState[mutexes];
        for (int i = 0; i < mutexes; i++)
        {
            Mutexes[i] = new WoundWaitMutex(acquireClass, settings);
            Mutexes[i].Name($"{(char)('A' + i)}");
            _inside[i].Named($"inside {(char)('A' + i)}");
        }
    }

    public sealed override int ThreadCount => _callers.Length;

    /// <summary>Which threads are async flows: bit 0 stands for thread 0.</summary>
    public int AsyncFlows { get; init; }

    /// <summary>Whether a thread takes those that are free at once, as LockAll does.</summary>
    public bool TakesFree { get; init; }

    /// <summary>The mutexes.</summary>
    protected WoundWaitMutex[] Mutexes { get; }

    public sealed override void Run(int thread)
    {
        _machine.Run(thread);
        _callers[thread].GaveWayTo = null;
        if (thread < _backOffs.Length)
        {
            _backOffs[thread] = 0;
        }

        RunAs(thread);
    }

    public sealed override void Finish()
    {
        for (int i = 0; i < Mutexes.Length; i++)
        {
            WoundWaitMutex mutex = Mutexes[i];
            Check.That(mutex.State.Bits == 0, "I3: when all have left, the owner word is 0.");
            Check.That(mutex.First() is null, "I3: when all have left, the ring is empty.");
            Check.That(_contexts.All(context => !mutex.IsHeldBy(context)), "I22: a free mutex is of no transaction.");
            new WordHistory(ThreadOf).Assert(mutex.Values(), _begins[i]);
        }

        Check.That(_contexts.All(context => context.HeldCount == 0), "I22: who has exited all mutexes holds none.");
        FinishMore(_backOffs);
    }

    /// <summary>What one thread does.</summary>
    protected abstract void RunAs(int thread);

    /// <summary>What else holds at the end.</summary>
    /// <param name="backOffs">How often each transaction was told to back off.</param>
    protected virtual void FinishMore(int[] backOffs)
    {
    }

    /// <summary>
    /// A transaction goes round: it holds the first <paramref name="held"/> of those that it wants, or nothing if that is
    /// negative, and is about to enter the one that comes after these.
    /// </summary>
    protected virtual void AtLoop(int thread, int[] order, int held)
    {
    }

    /// <summary>
    /// A transaction is about to exit the last of the first <paramref name="held"/>; because of <paramref name="contended"/>,
    /// if that is a mutex.
    /// </summary>
    protected virtual void AtExit(int thread, int[] order, int held, int contended)
    {
    }

    /// <summary>Has a thread do something before the program begins, alone.</summary>
    protected void Prepare(int thread, Action<AcquireContext?> act)
    {
        _machine.Run(thread);
        act(thread < _contexts.Length ? _contexts[thread] : null);
        for (int i = 0; i < Mutexes.Length; i++)
        {
            _begins[i] = Mutexes[i].State;
        }
    }

    /// <summary>The transaction of a thread.</summary>
    protected AcquireContext ContextOf(int thread) => _contexts[thread];

    /// <summary>The caller of a thread.</summary>
    protected Caller CallerOf(int thread) => _callers[thread];

    /// <summary>Enters all that are wanted; steps back as often as it is told to, as LockSet does.</summary>
    /// <param name="thread">Whose transaction it is.</param>
    /// <param name="wanted">The mutexes, in the order in which they are wanted, those that it holds first.</param>
    /// <param name="held">How many of them it holds already.</param>
    protected void EnterAll(int thread, int[] wanted, int held = 0)
    {
        int[] order = [.. wanted];
        while ((held += TakeFree(thread, order.AsSpan(held))) < order.Length)
        {
            AtLoop(thread, order, held);
            if (Enter(thread, order[held]))
            {
                held++;
                continue;
            }

            int contended = order[held];
            for (int i = held - 1; i >= 0; i--)
            {
                AtExit(thread, order, i + 1, contended);
                Mutexes[order[i]].Exit(_contexts[thread]);
            }

            AtLoop(thread, order, -held);
            EnterAfterBackOff(thread, contended);
            (order[0], order[held]) = (contended, order[0]);
            held = 1;
        }
    }

    private int TakeFree(int thread, ReadOnlySpan<int> order)
    {
        if (!TakesFree)
        {
            return 0;
        }

        var wanted = new WoundWaitMutex[order.Length];
        for (int i = 0; i < wanted.Length; i++)
        {
            wanted[i] = Mutexes[order[i]];
        }

        return WoundWaitMutex.EnterFree(wanted, _contexts[thread]);
    }

    /// <summary>Uses what the mutexes protect, and exits them, the last one first.</summary>
    protected void UseAndExit(int thread, int[] held)
    {
        foreach (int mutex in held)
        {
            Use(mutex);
        }

        for (int i = held.Length - 1; i >= 0; i--)
        {
            AtExit(thread, held, i + 1, Nobody);
            Mutexes[held[i]].Exit(_contexts[thread]);
        }
    }

    /// <summary>Enters; false if the transaction has to back off.</summary>
    protected bool Enter(int thread, int mutex)
    {
        AcquireContext context = _contexts[thread];
        bool holdsSomething = context.HeldCount != 0;
        AcquireOutcome outcome = IsAsync(thread) ? EnterAsFlow(thread, mutex) : Mutexes[mutex].Enter(context);
        Check.That(outcome != AcquireOutcome.AlreadyHeld, "I22: what a transaction does not hold is not of it.");
        if (outcome == AcquireOutcome.Deadlock)
        {
            Check.That(thread != 0, "I20: the oldest transaction never backs off.");
            Check.That(holdsSomething, "I20: who holds nothing is not told to back off.");
            _backOffs[thread]++;
        }

        return outcome == AcquireOutcome.Acquired;
    }

    /// <summary>Comes to the queue as an async flow.</summary>
    protected QueueResult Queue(int thread, int mutex)
    {
        _contexts[thread].Begin(Mutexes[mutex]);
        return Mutexes[mutex].EnterOrQueue(_waiters[thread]);
    }

    /// <summary>What comes after that: whether the flow has entered. It may have been cancelled, or have to back off.</summary>
    protected bool EndOfWait(int thread, int mutex, QueueResult queued)
    {
        AcquireOutcome? outcome = queued == QueueResult.Queued ? _waiters[thread].Await()
            : queued == QueueResult.Acquired ? AcquireOutcome.Acquired
            : AcquireOutcome.Deadlock;
        return outcome is not null
            && Mutexes[mutex].Conclude(_contexts[thread], outcome == AcquireOutcome.Acquired) == AcquireOutcome.Acquired;
    }

    /// <summary>Enters from the queue with a token that somebody may cancel, see <see cref="Cancel"/>: whether it has.</summary>
    protected bool EnterUnlessCanceled(int thread, int mutex)
    {
        if (IsAsync(thread))
        {
            return EndOfWait(thread, mutex, Queue(thread, mutex));
        }

        Caller caller = _callers[thread];
        AcquireContext context = _contexts[thread];
        context.Begin(Mutexes[mutex]);
        caller.Waiter.Context = context;
        WaitResult result = Mutexes[mutex].WaitInQueue(caller, Deadline.Never);
        caller.Waiter.Context = null;
        return result != WaitResult.Canceled
            && Mutexes[mutex].Conclude(context, result == WaitResult.Acquired) == AcquireOutcome.Acquired;
    }

    /// <summary>What the callback of a token does that a thread has given to its wait for a mutex.</summary>
    protected void Cancel(int thread, int mutex)
    {
        if (IsAsync(thread))
        {
            _waiters[thread].Cancel(Mutexes[mutex]);
        }
        else
        {
            _callers[thread].Waiter.Cancel();
        }
    }

    /// <summary>What an owner does.</summary>
    protected void Use(int mutex)
    {
        Check.That(_inside[mutex].Value == 0, "I1: who enters finds nobody inside.");
        _inside[mutex].Value = Check.CurrentThread + 1;
        Check.That(_inside[mutex].Value == Check.CurrentThread + 1, "I1: nobody enters while somebody is inside.");
        _inside[mutex].Value = 0;
    }

    private void EnterAfterBackOff(int thread, int mutex)
    {
        if (IsAsync(thread))
        {
            _contexts[thread].BeginAfterBackOff(Mutexes[mutex]);
            AcquireOutcome outcome = EnterAsFlow(thread, mutex);
            Check.That(outcome == AcquireOutcome.Acquired, "I20: who holds nothing is not told to back off.");
        }
        else
        {
            Mutexes[mutex].EnterAfterBackOff(_contexts[thread]);
        }
    }

    private AcquireOutcome EnterAsFlow(int thread, int mutex)
    {
        AcquireContext context = _contexts[thread];
        context.Begin(Mutexes[mutex]);
        bool acquired = Mutexes[mutex].TryEnterOnce(context.AsyncId) || Mutexes[mutex].EnterOrQueue(_waiters[thread]) switch
        {
            QueueResult.Acquired => true,
            QueueResult.Queued => _waiters[thread].Await() == AcquireOutcome.Acquired,
            _ => false,
        };
        return Mutexes[mutex].Conclude(context, acquired);
    }

    private bool IsAsync(int thread) => (AsyncFlows & (1 << thread)) != 0;

    private int ThreadOf(long id)
    {
        int thread = Array.FindIndex(_callers, caller => caller.Id == id);
        return thread >= 0 ? thread : Array.FindIndex(_contexts, context => context.AsyncId == id);
    }
}
