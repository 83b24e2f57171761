// From scheduling events to metrics and event-source events. A trace is told of an event under the lock of a run queue,
// where nothing foreign may run; but whoever listens to a Meter or an EventSource is foreign code, and is called at once.
// So the trace keeps what matters in a bounded buffer, and the scheduler's clock passes it on a few times a second.
//
// Of a fiber that hops nothing is kept: what is told here is about waiting and lending.

using System.Runtime.InteropServices;
using Baton.Scheduling.Hosting;

namespace Baton.Scheduling;

/// <summary>Collects what the Meter and the EventSource tell.</summary>
internal sealed class Telemetry(int workerCount) : SchedulingTrace
{
    private const int BufferedMax = 16 * 1024;
    private const int ChainLengthMax = 1024;
    private const double NanosecondsPerSecond = 1e9;

    // Under the latch.
    private readonly bool[] _lends = new bool[workerCount];
    private List<Sample> _buffer = [];
    private long _lost;
    private Latch _lock;

    // Of the one who passes on.
    private readonly Sample?[] _donations = new Sample?[workerCount];
    private readonly Dictionary<FiberCore, long> _waitingSince = [];
    private List<Sample> _spare = [];

    /// <inheritdoc/>
    public override void On(in SchedulingEvent happened)
    {
        int chainLength = 0;
        switch (happened.Kind)
        {
            case SchedulingEventKind.Switched when !ReferenceEquals(happened.Fiber, happened.Other):
                chainLength = ChainLength(happened.Fiber!, happened.Other!);
                _lends[happened.Worker] = true;
                break;
            case SchedulingEventKind.Switched or SchedulingEventKind.WentIdle when _lends[happened.Worker]:
                _lends[happened.Worker] = false;
                break;
            case SchedulingEventKind.Blocked or SchedulingEventKind.Woken or SchedulingEventKind.HandedToDonor
                or SchedulingEventKind.Migrated or SchedulingEventKind.DonorMigrated or SchedulingEventKind.DeadlockFound:
                break;
            default:
                return;
        }

        _lock.Take();
        if (_buffer.Count < BufferedMax)
        {
            _buffer.Add(new Sample(happened, chainLength));
        }
        else
        {
            _lost++;
        }

        _lock.Release();
    }

    /// <summary>Tells whoever listens what has happened since the last time. By the scheduler's clock, with no lock held.</summary>
    public void PassOn(ThreadHost host)
    {
        _lock.Take();
        (List<Sample> samples, _buffer) = (_buffer, _spare);
        long lost = _lost;
        _lost = 0;
        _lock.Release();
        KeyValuePair<string, object?> tag = BatonMeter.Tag(host);
        foreach (ref readonly Sample sample in CollectionsMarshal.AsSpan(samples))
        {
            PassOn(sample, host.Owner.Name, tag);
        }

        if (lost > 0)
        {
            BatonMeter.EventsLost.Add(lost, tag);

            // What is known of who waits may be wrong now.
            _waitingSince.Clear();
        }

        samples.Clear();
        _spare = samples;
    }

    private void PassOn(in Sample sample, string scheduler, KeyValuePair<string, object?> tag)
    {
        SchedulingEvent happened = sample.Event;
        string fiber = BatonEventSource.Log.IsEnabled() ? happened.Fiber?.DisplayName ?? "" : "";
        switch (happened.Kind)
        {
            case SchedulingEventKind.Switched or SchedulingEventKind.WentIdle:
                EndDonation(happened, scheduler, tag);
                if (sample.ChainLength > 0)
                {
                    _donations[happened.Worker] = sample;
                    BatonMeter.Donations.Add(1, tag);
                    BatonMeter.ChainLengths.Record(sample.ChainLength, tag);
                    if (BatonEventSource.Log.IsEnabled())
                    {
                        BatonEventSource.Log.Donation(
                            scheduler, happened.Worker, fiber, happened.Other!.DisplayName, sample.ChainLength);
                    }
                }

                break;
            case SchedulingEventKind.Blocked:
                _waitingSince[happened.Fiber!] = happened.Time;
                break;
            case SchedulingEventKind.Woken:
                if (_waitingSince.Remove(happened.Fiber!, out long since))
                {
                    BatonMeter.MutexWaits.Record((happened.Time - since) / NanosecondsPerSecond, tag);
                    BatonEventSource.Log.MutexWait(scheduler, fiber, happened.Time - since);
                }

                break;
            case SchedulingEventKind.HandedToDonor:
                BatonMeter.HandoffsToDonor.Add(1, tag);
                BatonEventSource.Log.HandedToDonor(scheduler, fiber, happened.Other?.DisplayName ?? "");
                break;
            case SchedulingEventKind.Migrated:
                BatonMeter.Migrations.Add(1, tag);
                BatonEventSource.Log.Migration(scheduler, happened.Worker, fiber);
                break;
            case SchedulingEventKind.DonorMigrated:
                BatonMeter.DonorMigrations.Add(1, tag);
                BatonEventSource.Log.DonorMigration(scheduler, happened.Worker, fiber);
                break;
            case SchedulingEventKind.DeadlockFound:
                BatonMeter.Deadlocked.Add(1, tag);
                BatonEventSource.Log.Deadlock(scheduler, fiber);
                break;
        }
    }

    private void EndDonation(in SchedulingEvent happened, string scheduler, KeyValuePair<string, object?> tag)
    {
        if (_donations[happened.Worker] is { } donation)
        {
            _donations[happened.Worker] = null;
            long duration = happened.Time - donation.Event.Time;
            BatonMeter.DonatedTime.Add(duration / NanosecondsPerSecond, tag);
            BatonEventSource.Log.DonationEnd(scheduler, happened.Worker, donation.Event.Fiber!.DisplayName, duration);
        }
    }

    /// <summary>How many mutexes lie between the two. The links are those of the walk that has just ended.</summary>
    private static int ChainLength(FiberCore runs, FiberCore donor)
    {
        int length = 0;
        FiberCore? fiber = runs;
        while (fiber is not null && !ReferenceEquals(fiber, donor) && length < ChainLengthMax)
        {
            fiber = fiber.BlockedDonor;
            length++;
        }

        return length;
    }

    private readonly record struct Sample(SchedulingEvent Event, int ChainLength);
}
