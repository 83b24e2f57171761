// Strict priority along chains of locks, on real workers: the ball may move only if the scheduler breaks its promise. The
// rules of the game are those of Football.cs.

using Baton.Torture;
using Xunit;

namespace Baton.Tests.Scheduling.Hosting;

[Collection(nameof(RunAlone))]
public sealed class FootballTests
{
    // tests/Baton.Torture --football 10 plays more.
    private const int Games = 3;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Ball_WithProxyExecution_StaysWhereItIs(int locks)
    {
        for (int game = 0; game < Games; game++)
        {
            Assert.Equal(0, await Football.PlayAsync(new FootballOptions { Locks = locks, ProxyExecution = ProxyExecution.On }));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Ball_WithoutProxyExecution_Moves(int locks)
    {
        for (int game = 0; game < Games; game++)
        {
            Assert.NotEqual(0, await Football.PlayAsync(new FootballOptions { Locks = locks, ProxyExecution = ProxyExecution.Off }));
        }
    }
}
