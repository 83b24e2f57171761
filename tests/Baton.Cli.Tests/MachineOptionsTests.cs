using System.CommandLine;
using Baton.Cli.Options;
using Baton.Simulator;

namespace Baton.Cli.Tests;

public sealed class MachineOptionsTests
{
    [Fact]
    public void Machine_ThatIsNotDescribed_IsTypicalAndNothingGoesWrongOnIt()
    {
        SimulationOptions machine = Read("");

        Assert.Equal(FaultPlan.None, machine.Faults);
        Assert.Equal(MachineCosts.Typical.Switch, machine.Costs.Switch);
        Assert.Equal(0, machine.Costs.InterruptPeriod);
        Assert.Empty(machine.Costs.SpeedPercents);
    }

    [Fact]
    public void Machine_WithSlowProcessorsAndInterrupts_IsMadeOfBoth()
    {
        MachineCosts costs = Read("--speeds 100,50 --interrupts 20us/1ms").Costs;

        Assert.Equal([100, 50], costs.SpeedPercents);
        Assert.Equal((20_000, 1_000_000), (costs.InterruptLength, costs.InterruptPeriod));
    }

    [Fact]
    public void Faults_ThatAreNamed_AddToEachOtherAndOverruleTheMixture()
    {
        Assert.Equal(
            new FaultPlan { Cancellation = 2_000_000, WakeDelayMax = 80_000, OwnerSleep = 5_000_000 },
            Read("--fault cancellation=2ms --fault late-wake=80us --fault owner-sleep=5ms").Faults);
        Assert.Equal(FaultPlan.Rough with { Preemption = 1_000_000 }, Read("--faults --fault preemption=1ms").Faults);
    }

    private static SimulationOptions Read(string line)
    {
        var command = new Command("simulate");
        var options = new MachineOptions(command);
        return options.Read(command.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)), inherits: false);
    }
}
