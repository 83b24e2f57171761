namespace Baton.Platform;

/// <summary>
/// What stands behind the static half of the seam while a model runs: who runs, what time it is, how many processors
/// there are. One for each instance of a model; the model puts it in place before each run of a thread.
/// </summary>
internal sealed class Machine(Passing patience)
{
    [ThreadStatic]
    private static Machine? t_current;

    private readonly object?[] _attachments = new object?[16];
    private readonly long[] _ids = new long[16];
    private readonly Checker.AtomicInt64[] _arrivals = new Checker.AtomicInt64[16];
    private bool _hasArrived;
    private int _thread;
    private long _lastId;
    private int _spuriousWakes;

    /// <summary>The machine of the model that the calling OS thread explores.</summary>
    public static Machine Current => t_current!;

    /// <summary>Whether anybody busy-waits.</summary>
    public bool SpinningPays { get; init; }

    /// <summary>Whether the environment answers where the locking code only guesses.</summary>
    public bool GuessesFreely { get; init; }

    /// <summary>Whether a compare-exchange in a loop is explored also where the read before it was old.</summary>
    public bool TriesPlainly { get; init; }

    /// <summary>Whether the threads come to the list in the order of their numbers: no loss if they all do the same, and
    /// begin with the list.</summary>
    /// <remarks>
    /// Give the threads of any execution the names in whose order they first took the list: that is an execution too, if
    /// nothing tells the threads apart but their names. So one in n! need be explored. Nothing is added to what memory
    /// orders: the signals are relaxed, and who takes the list second depends on who took it first anyhow, because a lock is
    /// a chain of values that are read.
    /// </remarks>
    public bool ArrivesInOrder { get; init; }

    /// <summary>Told, by whoever unlocks a list, what becomes its first waiter; null if nobody asks.</summary>
    public Action<object?>? ListUnlocks { get; set; }

    /// <summary>How many may busy-wait outside the queue.</summary>
    public int SpinnersMax { get; init; } = 8;

    /// <summary>Whether a sleeping place is a precise futex, or the permit that Parker makes of it.</summary>
    public bool SleepsByFutex { get; init; }

    /// <summary>How often a thread's sleep may end for no reason, in one run.</summary>
    public int SpuriousWakesMax { get; init; }

    /// <summary>Whether the running thread has a list lock.</summary>
    public bool HoldsList { get; private set; }

    /// <summary>Whether the running thread has taken a latch of the scheduler and put none back since.</summary>
    public bool HoldsLatch { get; set; }

    /// <summary>For the stateful explorer: what the running thread has to remember when it wakes.</summary>
    public long Remembers { get; set; }

    /// <summary>What time it is.</summary>
    public ModelClock Clock { get; } = new(patience);

    /// <summary>The running thread's id, or 0.</summary>
    public long CurrentId => _ids[_thread];

    /// <summary>What was attached to the running thread.</summary>
    public object? Attachment => _attachments[_thread];

    /// <summary>The calling OS thread goes on to run one of this machine's threads.</summary>
    public void Run(int thread)
    {
        t_current = this;
        _thread = thread;
        _spuriousWakes = 0;
        HoldsList = false;
        HoldsLatch = false;
        _hasArrived = false;
        Remembers = 0;
        Clock.Begin(thread);
    }

    /// <summary>Waits until the thread before the running one has arrived, if that matters.</summary>
    public void AwaitArrivalOfFormer()
    {
        if (ArrivesInOrder && _thread > 0)
        {
            _arrivals[_thread - 1].Await(new Checker.Becomes(1), MemoryOrder.Relaxed);
        }
    }

    /// <summary>The running thread has taken a list.</summary>
    public void TakeList()
    {
        HoldsList = true;
        if (ArrivesInOrder && !_hasArrived)
        {
            _hasArrived = true;
            _arrivals[_thread].Store(1, MemoryOrder.Relaxed);
        }
    }

    /// <summary>The running thread is about to put a list back.</summary>
    public void PutListBack(object? first)
    {
        ListUnlocks?.Invoke(first);
        HoldsList = false;
    }

    /// <summary>Somebody is woken, or ends a sleep of his own.</summary>
    public void AssertMayWake() => Check.That(!HoldsList && !HoldsLatch, "I8: nobody is woken under the list lock.");

    /// <summary>A list is about to be locked. No list comes before another, so nobody has two.</summary>
    public void AssertHoldsNoList() => Check.That(!HoldsList, "I8: nobody locks a list while he has one.");

    /// <summary>Makes the running thread known by <paramref name="id"/>.</summary>
    public void Attach(long id, object attachment)
    {
        _ids[_thread] = id;
        _attachments[_thread] = attachment;
    }

    /// <summary>Consecutive ids that nobody else has; returns the first.</summary>
    public long DrawIds(int count)
    {
        long first = _lastId + Identity.Unit;
        _lastId += count * Identity.Unit;
        return first;
    }

    /// <summary>Whether the sleep that begins ends at once, for no reason.</summary>
    public bool WakesForNoReason(string? file, int line)
    {
        if (_spuriousWakes == SpuriousWakesMax || !Check.Happens(file, line))
        {
            return false;
        }

        _spuriousWakes++;
        return true;
    }
}
