// A crowd that wants one mutex all the time, in every way that there is: the noise under which the mutex's own books must
// balance. Threads and async callers, patient and impatient, some cancelled, all exits accounted for.

using Baton.Contracts;

namespace Baton.Tests.Mutex;

/// <summary>What a crowd did to a mutex.</summary>
internal sealed class Crowd
{
    private readonly Section _section = new();
    private long _entries;
    private long _cancellations;
    private long _timeouts;

    public long Entries => Interlocked.Read(ref _entries);

    public long Cancellations => Interlocked.Read(ref _cancellations);

    public long Timeouts => Interlocked.Read(ref _timeouts);

    /// <summary>Runs threads and async callers against the mutex until each has made its attempts.</summary>
    public static async Task<Crowd> RunAsync(
        HandoffMutex mutex, int threads, int asyncCallers, int attemptsEach, bool impatient = true)
    {
        Crowd crowd = new();
        Watchdog watchdog = new(TimeSpan.FromSeconds(60));
        TestThread[] started = TestThread.StartMany(threads, index => crowd.Attempt(mutex, index, attemptsEach, impatient));
        Task[] callers = [.. Enumerable.Range(0, asyncCallers).Select(
            index => Task.Run(() => crowd.AttemptAsync(mutex, index, attemptsEach, impatient)))];
        await watchdog.EndOf(Task.WhenAll(callers), "all async callers of the crowd are done");
        foreach (TestThread thread in started)
        {
            watchdog.EndOf(thread);
        }

        crowd._section.AssertExclusive(crowd.Entries);
        return crowd;
    }

    private void Attempt(HandoffMutex mutex, int seed, int attempts, bool impatient)
    {
        Random random = new(seed);
        for (int i = 0; i < attempts; i++)
        {
            int way = impatient ? random.Next(6) : 0;
            if (way == 1)
            {
                using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(1));
                try
                {
                    mutex.Enter(source.Token);
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref _cancellations);
                    continue;
                }
            }
            else if (way == 2)
            {
                if (!mutex.TryEnter(TimeSpan.FromMilliseconds(random.Next(1, 3))))
                {
                    Interlocked.Increment(ref _timeouts);
                    continue;
                }
            }
            else
            {
                mutex.Enter();
            }

            _section.Visit(spins: random.Next(40));
            mutex.Exit();
            Interlocked.Increment(ref _entries);
        }
    }

    private async Task AttemptAsync(HandoffMutex mutex, int seed, int attempts, bool impatient)
    {
        Random random = new(-seed - 1);
        for (int i = 0; i < attempts; i++)
        {
            int way = impatient ? random.Next(6) : 0;
            using CancellationTokenSource? source = way == 1 ? new(TimeSpan.FromMilliseconds(1)) : null;
            try
            {
                using HandoffMutex.AsyncScope scope = way == 2
                    ? await mutex.TryEnterAsync(TimeSpan.FromMilliseconds(random.Next(1, 3)))
                    : await mutex.EnterAsync(source?.Token ?? CancellationToken.None);
                if (!scope.IsEntered)
                {
                    Interlocked.Increment(ref _timeouts);
                    continue;
                }

                await VisitAsync(random.Next(3));
                Interlocked.Increment(ref _entries);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref _cancellations);
            }
        }
    }

    private async ValueTask VisitAsync(int kind)
    {
        if (kind == 0)
        {
            await _section.VisitAsync();
        }
        else
        {
            _section.Visit(spins: 20);
        }
    }
}
