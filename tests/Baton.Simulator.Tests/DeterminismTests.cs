using Baton.Workloads.Model;

namespace Baton.Simulator.Tests;

public sealed class DeterminismTests
{
    [Theory]
    [InlineData("web-cache.json", 2)]
    [InlineData("audio.json", 1)]
    [InlineData("chain.json", 1)]
    public void Simulation_OfTheSameFileAndSeed_GivesTheSameBytes(string file, int processors)
    {
        SimulationOptions options = new()
        {
            Processors = processors,
            Faults = FaultPlan.Rough,
            KeepsTrace = true,
            Seed = 7,
            Duration = TimeSpan.FromMilliseconds(50),
        };
        Workload workload = Lab.Example(file);

        string first = Text(Lab.Run(workload, options));

        Assert.Equal(first, Text(Lab.Run(workload, options)));
        Assert.NotEqual(first, Text(Lab.Run(workload, options with { Seed = 8 })));
    }

    [Fact]
    public async Task Simulation_OnManyThreadsAtOnce_GivesTheSameBytes()
    {
        Workload workload = Lab.Example("web-cache.json");
        SimulationOptions options = new() { Processors = 3, Faults = FaultPlan.Rough, KeepsTrace = true, Duration = TimeSpan.FromMilliseconds(20) };
        string alone = Text(Lab.Run(workload, options));

        string[] together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Text(Lab.Run(workload, options)))));

        Assert.All(together, text => Assert.Equal(alone, text));
    }

    private static string Text(SimulationResult result)
    {
        using var writer = new StringWriter();
        result.Trace!.WriteText(writer);
        return writer.ToString();
    }
}
