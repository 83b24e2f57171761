// Stress for a mutex, in the manner of the kernel's locktorture: random holds, random cancellations and timeouts, threads
// and async callers on the same locks, locks within locks, threads that come and go, pauses, neighbours that want the CPU.
// With --fibers, stress for the scheduler instead; with --football, games of strict priority on it; with --ww, stress for
// transactions on wound/wait mutexes.
// Runs for as long as it is told to, prints a line every few seconds, and exits with 1 if anything at all went wrong.

using System.CommandLine;
using System.CommandLine.Parsing;
using Baton.Torture;

TortureOptions defaults = new();
Option<string> lockName = new("--lock") { Description = "The lock to torture.", DefaultValueFactory = _ => defaults.Lock };
lockName.AcceptOnlyFromAmong([.. TortureLocks.Names]);
Option<int> threads = Count("--threads", "Threads that want the locks.", defaults.Threads, least: 0);
Option<int> callers = Count("--async", "Async callers that want the locks.", defaults.AsyncCallers, least: 0);
Option<int> locks = Count("--locks", "Locks, nested in their order.", defaults.Locks, least: 1);
Option<int> busy = Count("--busy", "Threads that want the CPU and no lock.", defaults.BusyNeighbours, least: 0);
Option<int> lifeSpan = Count("--life", "Operations in a thread's life, on average; 0 for no end.", defaults.LifeSpan, least: 0);
Option<int> seed = new("--seed") { Description = "Seed of all dice.", DefaultValueFactory = _ => defaults.Seed };
Option<long> acquisitions = new("--acquisitions")
{
    Description = "Stop after so many acquisitions.",
    DefaultValueFactory = _ => defaults.AcquisitionsMax,
};
Option<TimeSpan> duration = Time("--duration", "How long to go on, as 30s, 10m or 8h.", defaults.Duration);
Option<TimeSpan> stutter = Time("--stutter", "Work for so long between pauses; 0s for no pauses.", defaults.Stutter);
Option<TimeSpan> interval = Time("--interval", "Time between two lines of statistics.", defaults.StatInterval);
Option<TimeSpan> stall = Time("--stall", "Standstill after which the run has failed.", defaults.StallLimit);
Option<bool> bypass = new("--bypass") { Description = "Count overtaking after requests for a handoff; slower." };

Option<int> fibers = Count("--fibers", "Torture the scheduler with so many fibers, and not a lock.", 0, least: 0);
Option<int> workers = Count("--workers", "With --fibers: the scheduler's workers.", new FiberTortureOptions().Workers, least: 1);
Option<int> football = Count("--football", "Play so many games with each length of chain, with proxy execution and without.", 0, least: 0);
Option<bool> proxyOff = new("--no-proxy") { Description = "With --fibers: switch proxy execution off." };
Option<bool> transactions = new("--ww")
{
    Description = "Torture transactions: --threads threads, --async flows and --fibers fibers, --duration for each algorithm.",
};

RootCommand command = new("Tortures a lock, or the scheduler, until it breaks or the time is over.")
{
    transactions, fibers, football, workers, proxyOff, lockName,
    threads, callers, locks, busy, lifeSpan, seed, acquisitions, duration, stutter, interval, stall, bypass,
};
command.SetAction(parsed =>
{
    using CancellationTokenSource interrupted = new();
    Console.CancelKeyPress += (_, pressed) =>
    {
        pressed.Cancel = true;
        interrupted.Cancel();
    };
    if (parsed.GetRequiredValue(football) is > 0 and var games)
    {
        return Tournament.PlayAsync(games, parsed.GetRequiredValue(workers), Console.Out, interrupted.Token).GetAwaiter().GetResult() ? 0 : 1;
    }

    if (parsed.GetValue(transactions))
    {
        TransactionTortureOptions transactionOptions = new()
        {
            Threads = parsed.GetRequiredValue(threads),
            AsyncFlows = parsed.GetRequiredValue(callers),
            Fibers = parsed.GetRequiredValue(fibers),
            Locks = Math.Max(parsed.GetRequiredValue(locks), 2),
            Duration = parsed.GetRequiredValue(duration),
            StatInterval = parsed.GetRequiredValue(interval),
            StallLimit = parsed.GetRequiredValue(stall),
            Seed = parsed.GetRequiredValue(seed),
        };
        return new TransactionTorture(transactionOptions, Console.Out).Run(interrupted.Token).Count == 0 ? 0 : 1;
    }

    if (parsed.GetRequiredValue(fibers) is > 0 and var crowd)
    {
        FiberTortureOptions fiberOptions = new()
        {
            Fibers = crowd,
            Workers = parsed.GetRequiredValue(workers),
            ThreadCountMax = parsed.GetRequiredValue(workers) + Math.Max(1, crowd / 3),
            ProxyExecution = parsed.GetValue(proxyOff) ? Baton.ProxyExecution.Off : Baton.ProxyExecution.On,
            Locks = parsed.GetRequiredValue(locks),
            Duration = parsed.GetRequiredValue(duration),
            StatInterval = parsed.GetRequiredValue(interval),
            StallLimit = parsed.GetRequiredValue(stall),
            Seed = parsed.GetRequiredValue(seed),
        };
        return new FiberTorture(fiberOptions, Console.Out).RunAsync(interrupted.Token).GetAwaiter().GetResult().Count == 0 ? 0 : 1;
    }

    TortureOptions options = new()
    {
        Lock = parsed.GetRequiredValue(lockName),
        Threads = parsed.GetRequiredValue(threads),
        AsyncCallers = parsed.GetRequiredValue(callers),
        Locks = parsed.GetRequiredValue(locks),
        BusyNeighbours = parsed.GetRequiredValue(busy),
        LifeSpan = parsed.GetRequiredValue(lifeSpan),
        Seed = parsed.GetRequiredValue(seed),
        AcquisitionsMax = parsed.GetRequiredValue(acquisitions),
        Duration = parsed.GetRequiredValue(duration),
        Stutter = parsed.GetRequiredValue(stutter),
        StatInterval = parsed.GetRequiredValue(interval),
        StallLimit = parsed.GetRequiredValue(stall),
        CountBypasses = parsed.GetValue(bypass),
    };
    return new TortureRun(options, Console.Out).Run(interrupted.Token).Count == 0 ? 0 : 1;
});
ParseResult result = command.Parse(args);
foreach (ParseError error in result.Errors)
{
    Console.Error.WriteLine(error.Message);
}

return result.Errors.Count > 0 ? 2 : result.Invoke();

static Option<int> Count(string name, string description, int byDefault, int least)
{
    Option<int> option = new(name) { Description = description, DefaultValueFactory = _ => byDefault };
    option.Validators.Add(value =>
    {
        if (value.Tokens is [{ Value: var text }] && (!int.TryParse(text, out int count) || count < least))
        {
            value.AddError($"{name} takes a whole number of at least {least}, not '{text}'.");
        }
    });
    return option;
}

static Option<TimeSpan> Time(string name, string description, TimeSpan byDefault) => new(name)
{
    Description = description,
    DefaultValueFactory = _ => byDefault,
    CustomParser = value =>
    {
        string text = value.Tokens[0].Value;
        double unit = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        if (unit > 0 && double.TryParse(text[..^1], out double amount) && amount >= 0 && amount * unit <= 1e7)
        {
            return TimeSpan.FromSeconds(amount * unit);
        }

        value.AddError($"{name} takes a time such as 30s, 10m or 8h, not '{text}'.");
        return default;
    },
};
