// The engine against the brute-force oracle on random programs: the same executions, each once.
//
//   BATON_ORACLE_PROGRAMS   how many programs (default 300 of each kind)
//   BATON_ORACLE_SEED       the first program's seed (default 1)

using Xunit;

namespace Baton.Checker.Tests.Oracle;

public sealed class BruteForceTests
{
    private static int Programs => Setting("BATON_ORACLE_PROGRAMS", 300);

    private static int FirstSeed => Setting("BATON_ORACLE_SEED", 1);

    [Fact]
    public void RandomPrograms_Explored_HaveTheExecutionsThatTheAxiomsAllow() => Compare(withAwaits: false);

    [Fact]
    public void RandomProgramsWithAwaits_Explored_HaveTheExecutionsAndDeadlocksThatTheAxiomsAllow() => Compare(withAwaits: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Replacements_OfWhatWasJustRead_AreTheExecutionsInWhichTheReadWasRight(bool withAwaits)
    {
        long executions = 0;
        for (int seed = FirstSeed; seed < FirstSeed + (4 * Programs); seed++)
        {
            RandomProgram program = RandomProgram.From(seed, withAwaits).WithReplacements();
            Executions plain = Executions.WithRightGuesses(program.ToCheckedPlainly);
            Executions confirmed = Executions.Of(program.ToChecked);
            var differences = new List<string>();
            Compare(differences, $"seed {seed}, complete", program, [.. plain.Complete], confirmed.Complete);
            Compare(differences, $"seed {seed}, deadlocks", program, [.. plain.Deadlocks], confirmed.Deadlocks);
            Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
            executions += confirmed.Complete.Count;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{4 * Programs} programs, {executions} executions.");
    }

    [Fact]
    public void LocksAndSleeps_WithNamedWaits_HaveTheExecutionsOfThePlainAlgorithm()
    {
        long executions = 0;
        for (int seed = FirstSeed; seed < FirstSeed + (4 * Programs); seed++)
        {
            Executions plain = Executions.WithRightGuesses(LockProgram.From(seed, namedWaits: false));
            Executions named = Executions.Of(LockProgram.From(seed, namedWaits: true));
            var differences = new List<string>();
            Compare(differences, $"seed {seed}", LockProgram.From(seed, namedWaits: true)(), [.. plain.Complete], named.Complete);
            Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
            executions += named.Complete.Count;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{4 * Programs} programs, {executions} executions.");
    }

    private static void Compare(bool withAwaits)
    {
        long executions = 0;
        long deadlocks = 0;
        var differences = new List<string>();
        for (int seed = FirstSeed; seed < FirstSeed + Programs; seed++)
        {
            RandomProgram program = RandomProgram.From(seed, withAwaits);
            BruteForce expected = BruteForce.Of(program);
            Executions actual = Executions.Of(program.ToChecked);
            Compare(differences, $"seed {seed}, complete", program, expected.Complete, actual.Complete);
            Compare(differences, $"seed {seed}, deadlocks", program, expected.Deadlocks, actual.Deadlocks);
            Assert.Empty(actual.Failures);
            executions += actual.Complete.Count;
            deadlocks += actual.Deadlocks.Count;
        }

        Assert.True(
            differences.Count == 0, $"{differences.Count} differences in {Programs} programs, the first 3:\n{string.Join("\n\n", differences.Take(3))}");
        Assert.True(executions > Programs, "Programs with a single execution each test nothing.");
        Assert.True(!withAwaits || deadlocks > 0, "Programs that never deadlock do not test deadlocks.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{Programs} programs, {executions} executions, {deadlocks} deadlocks.");
    }

    private static void Compare(
        List<string> differences, string what, object program, HashSet<string> expected, List<string> actual)
    {
        if (actual.Count == expected.Count && expected.SetEquals(actual))
        {
            return;
        }

        IEnumerable<string> missing = expected.Except(actual).Take(3);
        IEnumerable<string> invented = actual.Except(expected).Take(3);
        IEnumerable<string> twice = actual.GroupBy(a => a).Where(g => g.Count() > 1).Select(g => g.Key).Take(3);
        differences.Add(
            $"{what}: {expected.Count} expected, {actual.Count} found\n{program}\n"
            + $"missing:\n  {string.Join("\n  ", missing)}\ninvented:\n  {string.Join("\n  ", invented)}\n"
            + $"twice:\n  {string.Join("\n  ", twice)}");
    }

    private static int Setting(string name, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out int value) ? value : fallback;
}
