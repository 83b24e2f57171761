// What the checker runs: threads that want the settings at the same time.

using Baton.Checker;

namespace LazyInitializer;

internal sealed class LazyProgram(LazyRules rules, int threads = 2) : CheckedProgram
{
    private readonly LazySettings _lazy = new(rules);
    private readonly Settings?[] _got = new Settings?[threads];

    public override int ThreadCount => threads;

    public override void Run(int thread)
    {
        Settings settings = _lazy.Get();
        Check.That(settings.TimeoutSeconds.Read() == 30, "Whoever gets the settings sees them complete.");
        _got[thread] = settings;
    }

    public override void Finish() =>
        Check.That(_got.Distinct().Count() == 1, "All threads get the same settings.");
}
