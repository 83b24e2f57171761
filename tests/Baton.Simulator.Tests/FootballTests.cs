// Football: on each processor a defence that is a chain of locks, whose entitlement comes from its most urgent member. The
// offence is more urgent than any other defender. If it ever runs while the defence could, it moves the ball.

using System.Globalization;
using System.Text;

namespace Baton.Simulator.Tests;

public sealed class FootballTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(2, 4)]
    [InlineData(4, 2)]
    [InlineData(4, 8)]
    public void Ball_WithProxyExecution_StaysWhereItIs(int processors, int locks)
    {
        Assert.Equal(0, Play(processors, locks, OwnerSupport.Proxy, LockKind.Handoff));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 8)]
    public void Ball_WithInheritance_StaysWhereItIs(int processors, int locks)
    {
        Assert.Equal(0, Play(processors, locks, OwnerSupport.Inheritance, LockKind.Handoff));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 8)]
    public void Ball_WithNeither_Moves(int processors, int locks)
    {
        Assert.NotEqual(0, Play(processors, locks, OwnerSupport.None, LockKind.Handoff));
    }

    [Theory]
    [InlineData(OwnerSupport.Proxy, false)]
    [InlineData(OwnerSupport.Inheritance, false)]
    [InlineData(OwnerSupport.None, true)]
    public void Example_MovesTheBall_OnlyIfNobodyHelps(OwnerSupport support, bool moves)
    {
        SimulationResult result = Lab.Run(Lab.Example("football.json"), Lab.Ideal(2, support));

        Assert.Equal(moves, result.Of("offence").Activity.LoopCount > 0);
    }

    /// <summary>Plays for 200 ms; returns how often the offence got to move the ball.</summary>
    private static long Play(int processors, int locks, OwnerSupport support, LockKind kind)
    {
        var tasks = new StringBuilder();
        for (int side = 0; side < processors; side++)
        {
            // The first defender holds the first lock, and each further one holds a lock and waits for the one before.
            Add(tasks, $"\"d{side}_0\" : {{ \"cpus\" : [{side}], \"priority\" : 2, \"loop\" : 1, \"lock\" : \"m{side}_0\", \"run\" : 1000000, \"unlock\" : \"m{side}_0\" }}");
            for (int i = 1; i < locks; i++)
            {
                Add(tasks, $"\"d{side}_{i}\" : {{ \"cpus\" : [{side}], \"priority\" : {2 + i}, \"loop\" : 1, \"delay\" : {i * 100}, \"lock_a\" : \"m{side}_{i}\", \"lock_b\" : \"m{side}_{i - 1}\", \"run\" : 10, \"unlock_b\" : \"m{side}_{i - 1}\", \"unlock_a\" : \"m{side}_{i}\" }}");
            }

            Add(tasks, $"\"high{side}\" : {{ \"cpus\" : [{side}], \"priority\" : 30, \"loop\" : 1, \"delay\" : 5000, \"lock\" : \"m{side}_{locks - 1}\", \"run\" : 10, \"unlock\" : \"m{side}_{locks - 1}\" }}");
        }

        Add(tasks, $"\"offence\" : {{ \"instance\" : {processors}, \"priority\" : 20, \"delay\" : 10000, \"run\" : 1000 }}");
        Add(tasks, $"\"fans\" : {{ \"instance\" : {processors}, \"priority\" : 40, \"delay\" : 12000, \"run\" : 1000, \"sleep\" : 2000 }}");
        string text = "{ \"global\" : { \"default_policy\" : \"SCHED_FIFO\" }, \"tasks\" : {" + tasks + "} }";
        SimulationResult result = Lab.Run(text, Lab.Ideal(processors, support) with { Lock = kind, Duration = TimeSpan.FromMilliseconds(200) });
        Assert.True(result.Of("fans").Activity.LoopCount > 0, "There was no game.");
        return result.Of("offence").ExecutedNanoseconds;
    }

    private static void Add(StringBuilder tasks, FormattableString task) =>
        tasks.Append(tasks.Length == 0 ? "" : ", ").Append(task.ToString(CultureInfo.InvariantCulture));
}
