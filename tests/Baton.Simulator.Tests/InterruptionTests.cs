// What keeps a machine from its work: from measured quanta to interruptions, and from those to when work ends.

using Baton.Simulator.Calibration;
using Baton.Workloads.Execution.Measures;

namespace Baton.Simulator.Tests;

public sealed class InterruptionTests
{
    private const long Millisecond = 1_000_000;

    [Fact]
    public void Pace_OfWorkThatTakesWhatItShould_IsEven()
    {
        MachinePace pace = MachinePace.Of([.. Enumerable.Repeat(new WorkQuantum(Millisecond, Millisecond), 20)]);

        Assert.Equal(100, pace.SpeedPercent);
        Assert.Empty(pace.Interruptions);
    }

    [Fact]
    public void Pace_OfNothing_IsEven() => Assert.Equal((100, 0), (MachinePace.Of([]).SpeedPercent, MachinePace.Of([]).Interruptions.Count));

    [Fact]
    public void Pace_OfASlowMachine_IsASpeed()
    {
        MachinePace pace = MachinePace.Of([.. Enumerable.Repeat(new WorkQuantum(Millisecond, 2 * Millisecond), 20)]);

        Assert.Equal(50, pace.SpeedPercent);
        Assert.Empty(pace.Interruptions);
    }

    [Fact]
    public void Pace_WithABurstOfDisturbances_KeepsTheirOrderAndTheirSum()
    {
        WorkQuantum[] quanta = [.. Enumerable.Repeat(new WorkQuantum(Millisecond, Millisecond), 10)];
        quanta[3] = new WorkQuantum(Millisecond, 3 * Millisecond);
        quanta[4] = new WorkQuantum(Millisecond, Millisecond + 500);

        Assert.Equal(
            [new Interruption(4 * Millisecond, 2 * Millisecond), new Interruption(Millisecond, 500)], MachinePace.Of(quanta).Interruptions);
    }

    [Fact]
    public void Work_OnAMachineThatIsInterrupted_TakesThatMuchLonger()
    {
        // Three of 0.1 ms meet 3.5 ms of work, wherever the first of them is met.
        SimulationResult result = Lab.Run(
            """{ "tasks" : { "t" : { "loop" : 1, "run" : 3500 } } }""", Interrupted(new Interruption(Millisecond, 100_000)));

        Assert.InRange(result.Elapsed.TotalMicroseconds, 3_800, 3_900);
        Assert.Equal(result.Elapsed.TotalMicroseconds - 3_500, 100.0 * result.Trace!.Events.Count(each => each.Kind == TraceEventKind.Interrupted), 0.001);
    }

    [Fact]
    public void Interruptions_ComeAtNoTimeInWhichNobodyWorks()
    {
        SimulationResult result = Lab.Run(
            """{ "tasks" : { "t" : { "loop" : 100, "run" : 10, "sleep" : 10000 } } }""", Interrupted(new Interruption(500_000, 70_000)));

        // A second passes, a millisecond of it at work.
        int count = result.Trace!.Events.Count(each => each.Kind == TraceEventKind.Interrupted);
        Assert.InRange(count, 1, 2);
    }

    [Fact]
    public void Interruptions_OfTheSameSeed_AreTheSame()
    {
        SimulationOptions options = Interrupted(new Interruption(300_000, 50_000), new Interruption(10_000, 200_000), new Interruption(700_000, 1_000)) with
        {
            Processors = 2,
            Duration = TimeSpan.FromMilliseconds(100),
        };

        Assert.Equal(Text(options), Text(options));
        Assert.NotEqual(Text(options), Text(options with { Seed = 3 }));
    }

    [Fact]
    public void Calibration_WrittenAndReadAgain_IsTheSameMachine()
    {
        CalibratedCost cost = new(1_500, 1_600, 1_400, 1_700, 3);
        var machine = new MachineCalibration
        {
            System = "test",
            IsRealTime = true,
            Clock = cost,
            Switch = cost,
            WakeHere = cost,
            TimerWhenBusy = cost with { Values = [2_000, 9_000] },
            TimerWhenIdle = cost with { Values = [7_000] },
            MillisecondOfWork = cost,
            Milliseconds = [Millisecond, Millisecond, 2 * Millisecond, Millisecond],
        };

        MachineCosts costs = MachineCalibration.Parse(machine.ToJson()).ToCosts();

        Assert.Equal([new Interruption(3 * Millisecond, Millisecond)], costs.Interruptions);
        Assert.Equal([500L, 7_500L], costs.TimersWhenBusy);
        Assert.Equal((1_500, 100), (costs.Switch, costs.SpeedPercent));
        Assert.Throws<FormatException>(() => MachineCalibration.Parse((machine with { Milliseconds = [0] }).ToJson()));
    }

    private static SimulationOptions Interrupted(params Interruption[] interruptions) =>
        Lab.Ideal() with { Costs = MachineCosts.Free with { Interruptions = interruptions } };

    private static string Text(SimulationOptions options)
    {
        using var writer = new StringWriter();
        Lab.Run(Lab.Example("web-cache.json"), options).Trace!.WriteText(writer);
        return writer.ToString();
    }
}
