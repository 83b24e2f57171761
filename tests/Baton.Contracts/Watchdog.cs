// Waits for what ought to happen, and says what did not. No suite sleeps for a fixed time and hopes: it waits for an event
// or polls a state that can be seen, and the limit is so generous that only a lock that has lost something reaches it.

using System.Diagnostics;
using Xunit;

namespace Baton.Contracts;

/// <summary>Turns "it hangs" into a failure with a sentence.</summary>
public sealed class Watchdog(TimeSpan patience)
{
    /// <summary>Polls until the condition holds.</summary>
    public void Until(Func<bool> condition, string expectation)
    {
        long start = Stopwatch.GetTimestamp();
        SpinWait spinner = default;
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > patience)
            {
                Fail(expectation);
            }

            spinner.SpinOnce();
        }
    }

    /// <summary>Polls until the condition holds, without keeping a pool thread.</summary>
    public async Task UntilAsync(Func<bool> condition, string expectation)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > patience)
            {
                Fail(expectation);
            }

            await Task.Delay(1).ConfigureAwait(false);
        }
    }

    /// <summary>Awaits a task that ought to end; rethrows what it threw.</summary>
    public async Task EndOf(Task task, string expectation)
    {
        await Task.WhenAny(task, Task.Delay(patience)).ConfigureAwait(false);
        if (!task.IsCompleted)
        {
            Fail(expectation);
        }

        await task.ConfigureAwait(false);
    }

    /// <summary>Awaits a result that ought to come; rethrows what the task threw.</summary>
    public async Task<T> ResultOf<T>(Task<T> task, string expectation)
    {
        await EndOf(task, expectation).ConfigureAwait(false);
        return await task.ConfigureAwait(false);
    }

    /// <summary>Joins a thread that ought to end; rethrows what its body threw.</summary>
    public void EndOf(TestThread thread)
    {
        if (!thread.Thread.Join(patience))
        {
            Fail($"the thread '{thread.Thread.Name}' ends");
        }

        thread.ThrowIfFailed();
    }

    private void Fail(string expectation) => Assert.Fail($"Waited {patience.TotalSeconds:0.#} s in vain until {expectation}.");
}
