using Xunit;

namespace Baton.Tests.WoundWait;

/// <summary>Something that a mutex protects: a count that only exclusive use keeps right.</summary>
internal sealed class Guarded(AcquireClass acquireClass)
{
    private int _inside;

    public WoundWaitMutex Gate { get; } = new(acquireClass);

    public int Uses { get; private set; }

    public static Guarded[] Many(int count, AcquireClass acquireClass) =>
        [.. Enumerable.Range(0, count).Select(_ => new Guarded(acquireClass))];

    public static void AssertBalanced(IEnumerable<Guarded> all, int uses) => Assert.All(all, guarded =>
    {
        Assert.Equal(uses, guarded.Uses);
        Assert.Equal(0, guarded.Gate.State.Bits);
    });

    public void Use()
    {
        Assert.Equal(0, _inside);
        _inside = Environment.CurrentManagedThreadId;
        Uses++;
        Assert.Equal(Environment.CurrentManagedThreadId, _inside);
        _inside = 0;
    }
}
