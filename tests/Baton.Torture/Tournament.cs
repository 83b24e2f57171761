namespace Baton.Torture;

/// <summary>Games of <see cref="Football"/> with chains of one to eight locks.</summary>
internal static class Tournament
{
    private const int LocksMax = 8;

    /// <summary>Plays, and writes a line for each length of chain; returns whether the ball always stayed where it had to and moved where it could.</summary>
    public static async Task<bool> PlayAsync(int games, int workers, TextWriter output, CancellationToken cancellationToken)
    {
        bool isAsExpected = true;
        for (int locks = 1; locks <= LocksMax; locks++)
        {
            foreach (ProxyExecution proxy in new[] { ProxyExecution.On, ProxyExecution.Off })
            {
                var balls = new List<long>();
                for (int game = 0; game < games && !cancellationToken.IsCancellationRequested; game++)
                {
                    balls.Add(await Football.PlayAsync(new FootballOptions { Workers = workers, Locks = locks, ProxyExecution = proxy }));
                }

                isAsExpected &= balls.All(ball => ball == 0 == (proxy == ProxyExecution.On));
                await output.WriteLineAsync($"{locks} locks, proxy execution {proxy}: the ball moved {string.Join(", ", balls)} times");
            }
        }

        return isAsExpected;
    }
}
