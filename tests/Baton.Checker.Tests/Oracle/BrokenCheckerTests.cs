// The tests of the checker, tested: a checker with one of its rules missing must be caught by the comparison with the
// brute-force oracle.

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
        AssertCaught(withAwaits: false, p => Revisiting(p, (w, l) => new EverythingIsMaximal(w, l)));

    [Fact]
    public void ReadsAlwaysMaximal_FindsExecutionsTwice() =>
        AssertCaught(withAwaits: false, p => Revisiting(p, (w, l) => new KindIsMaximal(w, l, EventKind.Read)));

    [Fact]
    public void WritesAlwaysMaximal_FindsExecutionsTwice() =>
        AssertCaught(withAwaits: false, p => Revisiting(p, (w, l) => new KindIsMaximal(w, l, EventKind.Write)));

    [Fact]
    public void NoRevisits_MissesExecutions() =>
        AssertCaught(withAwaits: false, p => Revisiting(p, (w, l) => new NoRevisits(w, l)));

    [Fact]
    public void RevisitsOneReadTooFew_MissesExecutions() =>
        AssertCaught(withAwaits: false, p => Revisiting(p, (w, l) => new OneTooFew(w, l)));

    [Fact]
    public void RevisitedWaitsEndWithAnything_FindsDeadlocksTwice() =>
        AssertCaught(withAwaits: true, p => Revisiting(p, (w, l) => new WaitsEndWithAnything(w, l)));

    private static Explorer Revisiting(RandomProgram program, Func<GraphWorld, Worklist, Revisits> revisits) =>
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

    private sealed class NoFenceOrder : FenceOrder
    {
        public override bool Allows(ExecutionGraph graph, int changed) => true;
    }

    private sealed class EverythingIsMaximal(GraphWorld world, Worklist worklist) : Revisits(world, worklist)
    {
        protected override bool IsMaximal(ExecutionGraph graph, int number, int write, in Clock prefix) => true;
    }

    private sealed class KindIsMaximal(GraphWorld world, Worklist worklist, EventKind kind) : Revisits(world, worklist)
    {
        protected override bool IsMaximal(ExecutionGraph graph, int number, int write, in Clock prefix) =>
            graph[number].Kind == kind || base.IsMaximal(graph, number, write, in prefix);
    }

    private sealed class NoRevisits(GraphWorld world, Worklist worklist) : Revisits(world, worklist)
    {
        public override void Find(ExecutionGraph graph, int write, int limit)
        {
        }
    }

    private sealed class OneTooFew(GraphWorld world, Worklist worklist) : Revisits(world, worklist)
    {
        public override void Find(ExecutionGraph graph, int write, int limit) => base.Find(graph, write, Math.Min(limit, write - 1));
    }

    private sealed class WaitsEndWithAnything(GraphWorld world, Worklist worklist) : Revisits(world, worklist)
    {
        public override bool CanEndWith(ExecutionGraph graph, int wait, int write) => true;
    }
}
