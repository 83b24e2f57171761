// The tests of the checker, tested: a checker with one of its rules missing must be caught by the comparison with the
// brute-force oracle, or with the right checker on programs that are too large for the oracle.

using Baton.Checker.Exploration;
using Baton.Checker.Model;
using Xunit;

namespace Baton.Checker.Tests.Oracle;

public sealed class BrokenCheckerTests
{
    private const int Programs = 6000;

    [Fact]
    public void FencesUnordered_InventsExecutions() =>
        AssertCaught(withAwaits: false, p => new Explorer(p.ToChecked, MemoryMapping.Declared, 500, fenceOrder: new NoFenceOrder()));

    [Fact]
    public void EveryEventMaximal_FindsExecutionsTwice() =>
        AssertCaught(withAwaits: false, p => Revisiting(p, l => new EverythingIsMaximal(l)));

    [Fact]
    public void ReadsAlwaysMaximal_FindsExecutionsTwice() =>
        AssertCaught(withAwaits: false, p => Revisiting(p, l => new KindIsMaximal(l, EventKind.Read)));

    [Fact]
    public void WritesAlwaysMaximal_FindsExecutionsTwice() =>
        AssertCaught(withAwaits: false, p => Revisiting(p, l => new KindIsMaximal(l, EventKind.Write)));

    [Fact]
    public void NoRevisits_MissesExecutions() =>
        AssertCaught(withAwaits: false, p => Revisiting(p, l => new NoRevisits(l)));

    [Fact]
    public void RevisitsOneReadTooFew_MissesExecutions() =>
        AssertCaught(withAwaits: false, p => Revisiting(p, l => new OneTooFew(l)));

    [Fact]
    public void WaitsThatARevisitMade_NotRevisited_MissExecutions() =>
        AssertLocksCaught(p => new Explorer(p, MemoryMapping.Declared, 500, revisits: l => new LeavesUnmet(l)));

    [Fact]
    public void GuessesThatARevisitMade_NotConfirmedAtOnce_MissExecutions() =>
        AssertLocksCaught(p => new NeverConfirms(p), firstSeed: 10_084);

    private static Explorer Revisiting(RandomProgram program, Func<Worklist, Revisits> revisits) =>
        new(program.ToChecked, MemoryMapping.Declared, 500, revisits: revisits);

    private static void AssertCaught(bool withAwaits, Func<RandomProgram, Explorer> broken)
    {
        for (int seed = 1; seed <= Programs; seed++)
        {
            RandomProgram program = RandomProgram.From(seed, withAwaits);
            BruteForce expected = BruteForce.Of(program);
            Executions actual = Executions.Of(broken(program));
            if (actual.Complete.Count != expected.Complete.Count
                || actual.Deadlocks.Count != expected.Deadlocks.Count
                || !expected.Complete.SetEquals(actual.Complete)
                || !expected.Deadlocks.SetEquals(actual.Deadlocks))
            {
                return;
            }
        }

        Assert.Fail($"{Programs} random programs do not tell the broken checker from the right one.");
    }

    private static void AssertLocksCaught(Func<Func<CheckedProgram>, Explorer> broken, int firstSeed = 1)
    {
        for (int seed = firstSeed; seed < firstSeed + Programs; seed++)
        {
            Executions expected = Executions.Of(LockProgram.From(seed, namedWaits: true));
            Executions actual = Executions.Of(broken(LockProgram.From(seed, namedWaits: true)));
            if (actual.Complete.Count != expected.Complete.Count || !expected.Complete.ToHashSet().SetEquals(actual.Complete))
            {
                return;
            }
        }

        Assert.Fail($"{Programs} random programs do not tell the broken checker from the right one.");
    }

    private sealed class NeverConfirms(Func<CheckedProgram> factory) : Explorer(factory, MemoryMapping.Declared, 500)
    {
        protected override void Confirm(int read)
        {
        }
    }

    private sealed class LeavesUnmet(Worklist worklist) : Revisits(worklist)
    {
        protected override bool MayBeRevisited(in Event read) => !read.Is(EventFlags.Unmet) && base.MayBeRevisited(in read);
    }

    private sealed class NoFenceOrder : FenceOrder
    {
        public override bool Allows(ExecutionGraph graph, int changed) => true;
    }

    private sealed class EverythingIsMaximal(Worklist worklist) : Revisits(worklist)
    {
        protected override bool IsMaximal(ExecutionGraph graph, int number, int write, in Clock prefix) => true;
    }

    private sealed class KindIsMaximal(Worklist worklist, EventKind kind) : Revisits(worklist)
    {
        protected override bool IsMaximal(ExecutionGraph graph, int number, int write, in Clock prefix) =>
            graph[number].Kind == kind || base.IsMaximal(graph, number, write, in prefix);
    }

    private sealed class NoRevisits(Worklist worklist) : Revisits(worklist)
    {
        public override void Find(ExecutionGraph graph, int write, int limit)
        {
        }
    }

    private sealed class OneTooFew(Worklist worklist) : Revisits(worklist)
    {
        public override void Find(ExecutionGraph graph, int write, int limit) => base.Find(graph, write, Math.Min(limit, write - 1));
    }
}
