// A lock by name: what a command line, a table and a test theory hold. It knows which faces the lock has and brings a
// use together with the lock's own type, so that the work runs in code compiled for that lock alone.

namespace Baton.Rivals;

/// <summary>One of the exclusive locks that are compared.</summary>
public abstract class Rival
{
    private protected Rival(string key, string name)
    {
        Key = key;
        Name = name;
    }

    /// <summary>What a command line calls it: <c>handoff</c>, <c>lock</c>, <c>monitor</c>.</summary>
    public string Key { get; }

    /// <summary>What a table calls it: the name of its type.</summary>
    public string Name { get; }

    /// <summary>Whether threads can take it.</summary>
    public virtual bool HasThreadFace => true;

    /// <summary>Whether asynchronous callers can take it without blocking a thread.</summary>
    public virtual bool HasAsyncFace => true;

    /// <summary>Runs the use on this lock as threads see it.</summary>
    /// <exception cref="NotSupportedException">The lock is for asynchronous callers only.</exception>
    public virtual TResult OnThreads<TResult>(IThreadUse<TResult> use) =>
        throw new NotSupportedException($"{Name} has no way for a thread to take it.");

    /// <summary>Runs the use on this lock as asynchronous callers see it.</summary>
    /// <exception cref="NotSupportedException">The lock is for threads only.</exception>
    public virtual TResult OnAsync<TResult>(IAsyncUse<TResult> use) =>
        throw new NotSupportedException($"{Name} has no way for an asynchronous caller to take it.");

    /// <summary>
    /// Runs the use on this lock as threads and asynchronous callers share it. Where it has no asynchronous face, those
    /// callers block their pool thread (<see cref="Blocking{TRival}"/>).
    /// </summary>
    /// <exception cref="NotSupportedException">The lock is for asynchronous callers only.</exception>
    public virtual TResult OnBoth<TResult>(ISharedUse<TResult> use) =>
        throw new NotSupportedException($"{Name} has no way for a thread to take it.");

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal sealed class ForThreads<TRival>(string key, string name) : Rival(key, name)
        where TRival : struct, IThreadRival<TRival>
    {
        public override bool HasAsyncFace => false;

        public override TResult OnThreads<TResult>(IThreadUse<TResult> use) => use.Use<TRival>();

        public override TResult OnBoth<TResult>(ISharedUse<TResult> use) => use.Use<Blocking<TRival>, NoScope>();
    }

    internal sealed class ForAsync<TRival, TScope>(string key, string name) : Rival(key, name)
        where TRival : struct, IAsyncRival<TRival, TScope>
    {
        public override bool HasThreadFace => false;

        public override TResult OnAsync<TResult>(IAsyncUse<TResult> use) => use.Use<TRival, TScope>();
    }

    internal sealed class ForBoth<TRival, TScope>(string key, string name) : Rival(key, name)
        where TRival : struct, IThreadRival<TRival>, IAsyncRival<TRival, TScope>
    {
        public override TResult OnThreads<TResult>(IThreadUse<TResult> use) => use.Use<TRival>();

        public override TResult OnAsync<TResult>(IAsyncUse<TResult> use) => use.Use<TRival, TScope>();

        public override TResult OnBoth<TResult>(ISharedUse<TResult> use) => use.Use<TRival, TScope>();
    }
}
