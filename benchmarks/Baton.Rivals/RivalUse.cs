// What somebody wants to do with a rival whose type is known only at run time: the second half of a double dispatch.
// `Rival` holds the type argument, a use holds the work, and `rival.OnThreads(use)` brings the two together in a call
// that the runtime compiles for that one rival.

namespace Baton.Rivals;

/// <summary>Work on a lock that threads take.</summary>
public interface IThreadUse<out TResult>
{
    /// <summary>Does the work on locks of this kind.</summary>
    TResult Use<TRival>()
        where TRival : struct, IThreadRival<TRival>;
}

/// <summary>Work on a lock that asynchronous callers take.</summary>
public interface IAsyncUse<out TResult>
{
    /// <summary>Does the work on locks of this kind.</summary>
    TResult Use<TRival, TScope>()
        where TRival : struct, IAsyncRival<TRival, TScope>;
}

/// <summary>Work on a lock that threads and asynchronous callers share.</summary>
public interface ISharedUse<out TResult>
{
    /// <summary>Does the work on locks of this kind.</summary>
    TResult Use<TRival, TScope>()
        where TRival : struct, IThreadRival<TRival>, IAsyncRival<TRival, TScope>;
}
