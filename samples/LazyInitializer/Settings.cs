// What is made lazily: an object with an ordinary field, of which the checker sees every access.

using Baton.Checker;

namespace LazyInitializer;

internal sealed class Settings
{
    public readonly Plain<int> TimeoutSeconds = new(0, "timeout");
}
