namespace Baton.Tests.Diagnostics;

/// <summary>A validator and the mutexes that it watches, for one test.</summary>
internal sealed class ValidatedLocks(LockOrderValidatorOptions? options = null)
{
    public LockOrderValidator Validator { get; } = new(options);

    public LockOrderReport TheReport => Xunit.Assert.Single(Validator.Reports);

    public HandoffMutex Make(string name, int level = 0, long? place = null) => new(new HandoffMutexOptions
    {
        Validator = Validator,
        Name = name,
        NestingLevel = level,
        OrderWithinClass = place,
    });

    /// <summary>Enters the mutexes one inside the other, and exits them all.</summary>
    public static void Nest(params ReadOnlySpan<HandoffMutex> mutexes)
    {
        foreach (HandoffMutex mutex in mutexes)
        {
            mutex.Enter();
        }

        foreach (HandoffMutex mutex in mutexes)
        {
            mutex.Exit();
        }
    }

    /// <summary>The same by an async flow that continues on whatever thread.</summary>
    public static async Task NestAsync(params HandoffMutex[] mutexes)
    {
        Stack<HandoffMutex.AsyncScope> scopes = new();
        foreach (HandoffMutex mutex in mutexes)
        {
            scopes.Push(await mutex.EnterAsync().ConfigureAwait(false));
            await Task.Yield();
        }

        while (scopes.TryPop(out HandoffMutex.AsyncScope scope))
        {
            scope.Dispose();
            await Task.Yield();
        }
    }
}
