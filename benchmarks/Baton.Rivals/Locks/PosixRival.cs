// The system's own mutex, as C programs have it: pthread_mutex_lock(3), on Linux. With PTHREAD_PRIO_INHERIT the kernel lends
// the owner the priority of the most urgent thread that waits, along the chain of locks: classic priority inheritance.

using System.Runtime.InteropServices;

namespace Baton.Rivals;

/// <summary>Says whether a pthread mutex inherits priorities.</summary>
public interface IPosixProtocol
{
    /// <summary>What pthread_mutexattr_setprotocol takes.</summary>
    static abstract int Protocol { get; }
}

/// <summary>A mutex that leaves priorities as they are.</summary>
public readonly struct NoInheritance : IPosixProtocol
{
    /// <inheritdoc/>
    public static int Protocol => 0;
}

/// <summary>A mutex whose owner inherits the priority of those who wait.</summary>
public readonly struct PriorityInheritance : IPosixProtocol
{
    /// <inheritdoc/>
    public static int Protocol => 1;
}

/// <summary>A pthread mutex.</summary>
public readonly struct PosixRival<TProtocol> : IThreadRival<PosixRival<TProtocol>>
    where TProtocol : struct, IPosixProtocol
{
    private readonly PosixMutex _mutex;

    private PosixRival(PosixMutex mutex) => _mutex = mutex;

    static PosixRival<TProtocol> IRival<PosixRival<TProtocol>>.Create() => new(new PosixMutex(TProtocol.Protocol));

    /// <inheritdoc/>
    public void Enter() => _mutex.Lock();

    /// <inheritdoc/>
    public void Exit() => _mutex.Unlock();
}

/// <summary>The memory of a pthread mutex, which must not move.</summary>
internal sealed partial class PosixMutex
{
    // More than any libc needs for the mutex (48 bytes at most) or its attributes, and cache lines of its own.
    private const nuint Bytes = 128;

    private readonly nint _memory;

    public PosixMutex(int protocol)
    {
        unsafe
        {
            _memory = (nint)NativeMemory.AlignedAlloc(Bytes, Bytes);
            NativeMemory.Clear((void*)_memory, Bytes);
            byte* attributes = stackalloc byte[(int)Bytes];
            Check(InitAttributes((nint)attributes), "pthread_mutexattr_init");
            Check(SetProtocol((nint)attributes, protocol), "pthread_mutexattr_setprotocol");
            Check(Init(_memory, (nint)attributes), "pthread_mutex_init");
        }
    }

    ~PosixMutex()
    {
        unsafe
        {
            NativeMemory.AlignedFree((void*)_memory);
        }
    }

    public void Lock()
    {
        Check(Lock(_memory), "pthread_mutex_lock");
        GC.KeepAlive(this);
    }

    public void Unlock()
    {
        Check(Unlock(_memory), "pthread_mutex_unlock");
        GC.KeepAlive(this);
    }

    private static void Check(int error, string call)
    {
        if (error != 0)
            throw new InvalidOperationException($"{call} says: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    [LibraryImport("libc", EntryPoint = "pthread_mutexattr_init")]
    private static partial int InitAttributes(nint attributes);

    [LibraryImport("libc", EntryPoint = "pthread_mutexattr_setprotocol")]
    private static partial int SetProtocol(nint attributes, int protocol);

    [LibraryImport("libc", EntryPoint = "pthread_mutex_init")]
    private static partial int Init(nint mutex, nint attributes);

    [LibraryImport("libc", EntryPoint = "pthread_mutex_lock")]
    private static partial int Lock(nint mutex);

    [LibraryImport("libc", EntryPoint = "pthread_mutex_unlock")]
    private static partial int Unlock(nint mutex);
}
