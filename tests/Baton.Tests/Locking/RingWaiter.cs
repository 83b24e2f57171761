using Baton.Locking;

namespace Baton.Tests.Locking;

/// <summary>A waiter with nobody behind it: for tests of the list and of the word alone.</summary>
internal sealed class RingWaiter : Waiter
{
    public override long Id => OwnerState.IdUnit;

    public override bool IsAsync => false;

    public override void Wake()
    {
    }
}
