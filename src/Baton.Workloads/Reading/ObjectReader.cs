// Reads the members of one object: sorts them into properties, which may stand once and in any order, and events, whose
// order matters; complains about everything else; and hands out properties as typed, range-checked values.

using System.Numerics;
using Baton.Workloads.Model;
using Baton.Workloads.Syntax;

namespace Baton.Workloads.Reading;

internal sealed class ObjectReader
{
    private readonly ReadingContext _context;
    private readonly string _owner;
    private readonly Dictionary<string, SyntaxMember> _properties = new(StringComparer.Ordinal);
    private readonly List<(string Event, SyntaxMember Member)> _events = [];

    /// <param name="node">The object.</param>
    /// <param name="owner">What messages call the object, such as <c>task "ui"</c>.</param>
    /// <param name="properties">The keys that may stand in it.</param>
    /// <param name="allowsEvents">Whether events may stand in it too.</param>
    /// <param name="context">Where to complain.</param>
    internal ObjectReader(
        SyntaxObject node, string owner, IReadOnlyCollection<string> properties, bool allowsEvents, ReadingContext context)
    {
        _context = context;
        _owner = owner;
        Location = node.Location;
        foreach (SyntaxMember member in node.Members)
        {
            Sort(member, properties, allowsEvents);
        }
    }

    internal SourceLocation Location { get; }

    /// <summary>The events in their order, each with the event's name without its suffix.</summary>
    internal IReadOnlyList<(string Event, SyntaxMember Member)> Events => _events;

    internal SyntaxMember? Find(string key) => _properties.GetValueOrDefault(key);

    internal SourceLocation LocationOf(string key) => Find(key)?.Location ?? Location;

    internal long? Integer(string key, long min, long max, string meaning)
    {
        if (Find(key) is not { } member)
        {
            return null;
        }

        _context.WarnIfMeaningless(key, member.Location, member.Value);
        return IntegerOf(member.Key, member.Value, min, max, meaning, _context.Diagnostics);
    }

    internal bool? Boolean(string key)
    {
        if (Find(key) is not { } member)
        {
            return null;
        }

        _context.WarnIfMeaningless(key, member.Location, member.Value);
        if (member.Value is SyntaxBoolean boolean)
        {
            return boolean.Value;
        }

        _context.Diagnostics.Error(member.Value.Location, $"\"{key}\" takes true or false, not {member.Value.Description}.");
        return null;
    }

    internal string? Text(string key, string meaning)
    {
        if (Find(key) is not { } member)
        {
            return null;
        }

        _context.WarnIfMeaningless(key, member.Location, member.Value);
        return TextOf(member, meaning, _context.Diagnostics);
    }

    /// <summary>A list of CPU or node numbers without repetitions, in rising order; null where the key is absent or broken.</summary>
    internal ValueList<int>? Numbers(string key, string meaning)
    {
        if (Find(key) is not { } member)
        {
            return null;
        }

        _context.WarnIfMeaningless(key, member.Location, member.Value);
        if (member.Value is not SyntaxArray array)
        {
            _context.Diagnostics.Error(member.Value.Location,
                $"\"{key}\" takes an array of {meaning} such as [0, 1], not {member.Value.Description}.");
            return null;
        }

        var numbers = new SortedSet<int>();
        foreach (SyntaxNode item in array.Items)
        {
            if (IntegerOf(key, item, 0, Keys.CpuLimit - 1, meaning, _context.Diagnostics) is { } number)
            {
                numbers.Add((int)number);
            }
        }

        if (array.Items.Count == 0)
        {
            _context.Diagnostics.Error(array.Location, $"\"{key}\" is empty; leave it out to allow all {meaning}.");
        }

        return [.. numbers];
    }

    /// <summary>The text of a member, or null after a complaint.</summary>
    internal static string? TextOf(SyntaxMember member, string meaning, DiagnosticBag diagnostics)
    {
        if (member.Value is SyntaxString text)
        {
            return text.Value;
        }

        diagnostics.Error(member.Value.Location, $"\"{member.Key}\" takes {meaning} in quotes, not {member.Value.Description}.");
        return null;
    }

    /// <summary>The integer of a member within its bounds, or null after a complaint.</summary>
    internal static long? IntegerOf(
        string key, SyntaxNode value, long min, long max, string meaning, DiagnosticBag diagnostics)
    {
        if (value is not SyntaxNumber { IntegerValue: { } integer })
        {
            diagnostics.Error(value.Location, $"\"{key}\" takes an integer ({meaning}), not {value.Description}.");
            return null;
        }

        if (integer < new BigInteger(min) || integer > new BigInteger(max))
        {
            diagnostics.Error(value.Location, $"\"{key}\" ({meaning}) must lie between {min} and {max}; it is {integer}.");
            return null;
        }

        return (long)integer;
    }

    private void Sort(SyntaxMember member, IReadOnlyCollection<string> properties, bool allowsEvents)
    {
        if (properties.Contains(member.Key))
        {
            if (!_properties.TryAdd(member.Key, member))
            {
                SyntaxMember first = _properties[member.Key];
                _context.Diagnostics.Error(member.Location,
                    $"\"{member.Key}\" stands in {_owner} twice, first in line {first.Location.Line}; only events may be repeated.");
            }
        }
        else if (allowsEvents && Keys.EventOf(member.Key) is { } name)
        {
            if (member.Key.Length > name.Length && char.IsAsciiLetterLower(member.Key[name.Length]))
            {
                _context.Diagnostics.Warning(member.Location,
                    $"\"{member.Key}\" is read as the event \"{name}\", because it begins so; write \"{name}_{member.Key[name.Length..]}\" to be clear.");
            }

            _events.Add((name, member));
        }
        else
        {
            IEnumerable<string> known = allowsEvents ? properties.Concat(Keys.Events) : properties;
            string advice = Keys.HomeOf(member.Key) is { } home
                ? $"it belongs {home}"
                : $"the nearest known key is \"{NearestName.Of(member.Key, known)}\"";
            _context.Diagnostics.Error(member.Location, $"\"{member.Key}\" is not a key of {_owner}; {advice}.");
        }
    }
}
