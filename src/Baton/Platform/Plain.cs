using System.Runtime.CompilerServices;

namespace Baton.Platform;

/// <summary>
/// An ordinary field that several threads use, one after the other, under a lock or a handover.
/// </summary>
/// <remarks>In the product this is the field and nothing else. The checker reports a data race if two accesses,
/// one of them a write, are not ordered by happens-before.</remarks>
internal struct Plain<T>
{
    private T _value;

    /// <summary>The field.</summary>
    public T Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => _value;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => _value = value;
    }
}
