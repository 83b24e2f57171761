// Owner words made to order, and all of them that are legal.

using System.Runtime.CompilerServices;
using Baton.Locking;

namespace Baton.Tests.Locking;

/// <summary>Ids and words for tests of <see cref="OwnerWord"/>.</summary>
internal static class Words
{
    public const long Me = 5 * OwnerState.IdUnit;
    public const long Other = 9 * OwnerState.IdUnit;

    private const long W = OwnerState.Waiters;
    private const long H = OwnerState.Handoff;
    private const long P = OwnerState.Pickup;
    private const long A = OwnerState.Awake;

    /// <summary>The table at the head of OwnerWord.cs: what a free word and an owned word may carry.</summary>
    public static readonly long[] LegalFlagsOfFree = [0, W, W | A];

    /// <inheritdoc cref="LegalFlagsOfFree"/>
    public static readonly long[] LegalFlagsOfOwned = [0, W, W | A, W | H, W | H | A, W | P, W | P | A];

    /// <summary>Every legal word of nobody, of the caller and of somebody else.</summary>
    public static IEnumerable<long> Legal =>
    [
        .. LegalFlagsOfFree,
        .. LegalFlagsOfOwned.Select(flags => Me | flags),
        .. LegalFlagsOfOwned.Select(flags => Other | flags),
    ];

    public static OwnerWord Make(long bits)
    {
        OwnerWord word = default;
        Unsafe.As<OwnerWord, long>(ref word) = bits;
        return word;
    }
}
