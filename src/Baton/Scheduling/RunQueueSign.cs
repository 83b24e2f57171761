// What a run queue shows to the other workers, who look at it each time they choose: alone on its cache lines, and written
// only when it says something new. Fibers that yield to each other change nothing here, a million times a second; if they
// wrote it all the same, each worker would wait for the other's cache at every step, and two would be slower than one.

using System.Runtime.InteropServices;

namespace Baton.Scheduling;

/// <summary>Figures about a run queue that other workers read without its lock: hints, to be checked with it.</summary>
/// <remarks>Written with the lock of the run queue only. Two lines of 64 bytes on either side keep it apart from what its
/// neighbours write, because processors fetch lines in pairs.</remarks>
[StructLayout(LayoutKind.Explicit, Size = 2 * Apart)]
internal struct RunQueueSign
{
    /// <summary>What the entitlements say when there is nobody; less than any fiber's.</summary>
    public const long Nobody = -1;

    private const int Apart = 128;

    [FieldOffset(Apart)]
    private AtomicInt64 _donorEntitlement;

    [FieldOffset(Apart + 8)]
    private AtomicInt64 _waitingEntitlement;

    [FieldOffset(Apart + 16)]
    private AtomicInt32 _length;

    /// <summary>What an idle worker shows.</summary>
    public static RunQueueSign Idle => new() { DonorEntitlement = Nobody, WaitingEntitlement = Nobody };

    /// <summary>How much the present donor deserves to run.</summary>
    public long DonorEntitlement
    {
        readonly get => _donorEntitlement.Load(MemoryOrder.Relaxed);
        set
        {
            if (DonorEntitlement != value)
            {
                _donorEntitlement.Store(value, MemoryOrder.Relaxed);
            }
        }
    }

    /// <summary>The best of those with real-time entitlement that wait.</summary>
    public long WaitingEntitlement
    {
        readonly get => _waitingEntitlement.Load(MemoryOrder.Relaxed);
        set
        {
            if (WaitingEntitlement != value)
            {
                _waitingEntitlement.Store(value, MemoryOrder.Relaxed);
            }
        }
    }

    /// <summary>How many fibers are queued.</summary>
    public int Length
    {
        readonly get => _length.Load(MemoryOrder.Relaxed);
        set
        {
            if (Length != value)
            {
                _length.Store(value, MemoryOrder.Relaxed);
            }
        }
    }
}
