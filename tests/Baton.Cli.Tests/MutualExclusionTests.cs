// The engine's own conscience: it must notice a lock that is none, and must not accuse one that is.

using Baton.Measures;
using Baton.Rivals;

namespace Baton.Cli.Tests;

public sealed class MutualExclusionTests
{
    private static readonly ContendedScenario Scenario = new()
    {
        Threads = 4,
        Hold = new Nanoseconds(500),
        Duration = TimeSpan.FromMilliseconds(150),
        WarmUp = TimeSpan.FromMilliseconds(20),
    };

    [Fact]
    public void GuardedSection_EnteredTwice_CountsAViolation()
    {
        var section = new GuardedSection();
        section.Begin(1);
        section.Begin(2);
        section.End(1);

        Assert.True(section.Violations >= 2);
    }

    [Fact]
    public void GuardedSection_EnteredInTurns_CountsNone()
    {
        var section = new GuardedSection();
        section.Begin(1);
        section.End(1);
        section.Begin(2);
        section.End(2);

        Assert.Equal(0, section.Violations);
        Assert.Equal(2, section.Entries);
    }

    [Fact]
    public void ContendedRun_OfALockThatLetsEverybodyIn_CountsViolations() =>
        Assert.True(ContendedRun.Measure(new Rival.ForThreads<OpenDoor>("open", "open door"), Scenario).Violations > 0);

    public static TheoryData<string> ThreadLocks => [.. RivalCatalog.All.Where(rival => rival.HasThreadFace).Select(rival => rival.Key)];

    public static TheoryData<string> AsyncLocks => [.. RivalCatalog.All.Where(rival => rival.HasAsyncFace).Select(rival => rival.Key)];

    [Theory]
    [MemberData(nameof(ThreadLocks))]
    public void ContendedRun_OfThreads_FindsTheLockExclusiveAndBusy(string key)
    {
        ContendedResult result = ContendedRun.Measure(RivalCatalog.Find(key)!, Scenario);

        Assert.Equal(0, result.Violations);
        Assert.True(result.Acquisitions > 0);
        Assert.True(result.Waits.Count >= result.Acquisitions);
        Assert.Equal(4, result.AcquisitionsByThread.Count);
    }

    [Theory]
    [MemberData(nameof(AsyncLocks))]
    public void ContendedRun_OfAsyncCallersThatAwaitInside_FindsTheLockExclusiveAndBusy(string key)
    {
        ContendedScenario scenario = Scenario with { Threads = 0, AsyncCallers = 20, WithToken = true };

        ContendedResult result = ContendedRun.Measure(RivalCatalog.Find(key)!, scenario);

        Assert.Equal(0, result.Violations);
        Assert.True(result.Acquisitions > 0);
        Assert.Equal(20, result.AcquisitionsByAsyncCaller.Count);
    }

    [Fact]
    public void ContendedRun_OfALockForThreadsWithAnAwaitInside_IsRefused() =>
        Assert.Throws<NotSupportedException>(() => ContendedRun.Measure(RivalCatalog.Lock, Scenario with { AsyncCallers = 2 }));

    [Fact]
    public void MemoryRun_OfCancelledAndGrantedWaits_CountsThem()
    {
        MemoryResult result = MemoryRun.Measure(RivalCatalog.Handoff, 2_000);

        Assert.Equal(1_800, result.Waits);
        Assert.True(result.BytesAfter > 0);
    }

    private readonly struct OpenDoor : IThreadRival<OpenDoor>
    {
        public static OpenDoor Create() => default;

        public void Enter()
        {
        }

        public void Exit()
        {
        }
    }
}
