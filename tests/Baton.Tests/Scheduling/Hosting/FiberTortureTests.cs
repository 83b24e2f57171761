// Ten seconds of the scheduler's torture; tests/Baton.Torture --fibers 64 --duration 10m goes on for longer.

using Baton.Torture;
using Xunit;

namespace Baton.Tests.Scheduling.Hosting;

[Collection(nameof(RunAlone))]
public sealed class FiberTortureTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(ProxyExecution.On, 6)]
    [InlineData(ProxyExecution.Off, 4)]
    public async Task Scheduler_UnderTorture_LosesNothing(ProxyExecution proxy, int seconds)
    {
        var text = new StringWriter();
        FiberTortureOptions options = new()
        {
            ProxyExecution = proxy,
            Duration = TimeSpan.FromSeconds(seconds),
            StallLimit = TimeSpan.FromSeconds(30),
        };
        IReadOnlyList<string> faults = await new FiberTorture(options, text).RunAsync();
        output.WriteLine(text.ToString());

        Assert.True(faults.Count == 0, text.ToString());
    }
}
