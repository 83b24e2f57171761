using System.Diagnostics;

namespace Baton.Platform;

/// <summary>Whether it is time to look at the clock: a free choice.</summary>
internal struct Glance
{
    [StackTraceHidden]
    public bool IsDue() => Check.Happens(null, 0);
}
