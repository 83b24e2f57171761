namespace Baton.Checker;

/// <summary>
/// A small concurrent program that a <see cref="Checker"/> runs in every way the memory model allows.
/// </summary>
/// <remarks>
/// <para>The instance is created once for each worker and its threads are run many times, so its threads keep no
/// state of their own between operations: what they share is in atomics and <see cref="Plain{T}"/> fields, what they
/// create comes from <see cref="Check.New{T}(Func{T})"/>, what they decide by chance or by the clock from
/// <see cref="Check.Choose(int, string?, int)"/>. They do not lock, wait, start threads or read the time.</para>
/// <para>Results that a thread leaves in ordinary fields for <see cref="Finish"/> are those of the execution that
/// <see cref="Finish"/> looks at.</para>
/// </remarks>
/// <example>
/// <code>
/// sealed class StoreBuffering : CheckedProgram
/// {
///     private readonly AtomicInt32 _x = new(0, "x"), _y = new(0, "y");
///     private int _sawX, _sawY;
///
///     public override int ThreadCount => 2;
///
///     public override void Run(int thread)
///     {
///         if (thread == 0)
///         {
///             _x.Store(1, MemoryOrder.Relaxed);
///             _sawY = _y.Load(MemoryOrder.Relaxed);
///         }
///         else
///         {
///             _y.Store(1, MemoryOrder.Relaxed);
///             _sawX = _x.Load(MemoryOrder.Relaxed);
///         }
///     }
///
///     public override void Finish() => Check.That(_sawX == 1 || _sawY == 1, "One of the threads sees the other.");
/// }
/// </code>
/// </example>
public abstract class CheckedProgram
{
    /// <summary>What the program is called in reports.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>How many threads it has: 1 to 8.</summary>
    public abstract int ThreadCount { get; }

    internal bool ChecksFinalState =>
        this is Composed composed ? composed.HasFinish : ((Action)Finish).Method.DeclaringType != typeof(CheckedProgram);

    /// <summary>The body of one thread.</summary>
    /// <param name="thread">Which: 0 to <see cref="ThreadCount"/> - 1.</param>
    public abstract void Run(int thread);

    /// <summary>Asserts what holds when all threads have ended. It may read shared locations and changes none.</summary>
    public virtual void Finish()
    {
    }

    /// <summary>A program made of delegates.</summary>
    /// <param name="name">What it is called in reports.</param>
    /// <param name="threads">The bodies of its threads.</param>
    /// <param name="finish">Asserts what holds at the end.</param>
    public static CheckedProgram Of(string name, Action[] threads, Action? finish = null) => new Composed(name, threads, finish);

    private sealed class Composed(string name, Action[] threads, Action? finish) : CheckedProgram
    {
        public override string Name => name;

        public override int ThreadCount => threads.Length;

        public bool HasFinish => finish is not null;

        public override void Run(int thread) => threads[thread]();

        public override void Finish() => finish?.Invoke();
    }
}
