// A thread of a test: it keeps what its body threw for whoever joins it, and it is a background thread, so that a lock that
// loses a wakeup fails its test and cannot keep the test process alive.

using System.Runtime.ExceptionServices;

namespace Baton.Contracts;

/// <summary>A thread whose failure reaches the test that joins it.</summary>
public sealed class TestThread
{
    // Hundreds of threads wait in some suites; none of them needs a deep stack.
    private const int StackBytes = 256 * 1024;

    private ExceptionDispatchInfo? _failure;

    private TestThread(string name, Action body)
    {
        Thread = new Thread(() => Run(body), StackBytes) { IsBackground = true, Name = name };
    }

    public Thread Thread { get; }

    public static TestThread Start(string name, Action body)
    {
        TestThread thread = new(name, body);
        thread.Thread.Start();
        return thread;
    }

    /// <summary>Starts threads whose bodies begin together: none is done before the last has begun.</summary>
    public static TestThread[] StartMany(int count, Action<int> body)
    {
        TestThread[] threads = new TestThread[count];
        int missing = count;
        for (int i = 0; i < count; i++)
        {
            int index = i;
            threads[i] = Start($"thread {index}", () =>
            {
                Interlocked.Decrement(ref missing);
                SpinWait.SpinUntil(() => Volatile.Read(ref missing) == 0);
                body(index);
            });
        }

        return threads;
    }

    public void ThrowIfFailed() => _failure?.Throw();

    private void Run(Action body)
    {
        try
        {
            body();
        }
        catch (Exception exception)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }
    }
}
