// A lazy initialiser with double-checked locking: the lock is taken only by those who find nothing.
//
// It is the best known piece of concurrent code that looks right and is not. Who finds a reference without the lock has not
// synchronised with whoever made the object, unless the reference itself does it: written with release, read with acquire.
// Otherwise the reference may be seen before the fields of what it refers to.

using Baton.Checker;

namespace LazyInitializer;

internal sealed class LazySettings(LazyRules rules)
{
    private const int Free = 0;
    private const int Taken = 1;

    private readonly AtomicReference<Settings?> _settings = new(null, "settings");
    private readonly AtomicInt32 _lock = new(Free, "lock");

    public Settings Get()
    {
        // The first check, without the lock.
        Settings? settings = _settings.Load(rules.Look);
        if (settings is not null)
        {
            return settings;
        }

        _lock.AwaitExchange(Free, Taken, MemoryOrder.Acquire);

        // The second check: somebody may have been faster.
        settings = rules.ChecksAgain ? _settings.Load(MemoryOrder.Relaxed) : null;
        if (settings is null)
        {
            settings = Check.New<Settings>();
            settings.TimeoutSeconds.Write(30);
            _settings.Store(settings, rules.Publish);
        }

        _lock.Store(Free, MemoryOrder.Release);
        return settings;
    }
}
