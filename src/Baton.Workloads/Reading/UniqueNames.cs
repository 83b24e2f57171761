using System.Globalization;

namespace Baton.Workloads.Reading;

/// <summary>Gives repeated names a number, as rt-app's own preprocessor does: a second "a" is called "a1".</summary>
internal sealed class UniqueNames
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _last = new(StringComparer.Ordinal);

    internal string Take(string wished)
    {
        string name = wished;
        for (int suffix = _last.GetValueOrDefault(wished) + 1; !_taken.Add(name); suffix++)
        {
            name = wished + suffix.ToString(CultureInfo.InvariantCulture);
            _last[wished] = suffix;
        }

        return name;
    }
}
