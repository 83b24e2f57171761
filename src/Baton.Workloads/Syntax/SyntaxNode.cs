// The syntax tree: what a workload file says, before anybody asks whether it makes sense.
//
// Members of an object are a list and not a dictionary, because in this language their order is the order of execution and
// a key may come as often as the author likes ("run", "lock", "run", "unlock"). Every node knows where it was written, so
// that a later complaint about its meaning can point at it.

using System.Numerics;

namespace Baton.Workloads.Syntax;

/// <summary>A value in a workload file, and where it stands.</summary>
public abstract class SyntaxNode(SourceLocation location)
{
    /// <summary>Where the value begins.</summary>
    public SourceLocation Location { get; } = location;

    /// <summary>What the value is, as a message says it: "a number", "an object".</summary>
    public abstract string Description { get; }
}

/// <summary>An object: its members in the order they were written, repeated keys included.</summary>
public sealed class SyntaxObject(SourceLocation location, IReadOnlyList<SyntaxMember> members) : SyntaxNode(location)
{
    /// <summary>The members in the order they were written.</summary>
    public IReadOnlyList<SyntaxMember> Members { get; } = members;

    public override string Description => "an object";
}

/// <summary>A key and its value inside an object.</summary>
/// <param name="Key">The key without its quotes.</param>
/// <param name="Location">Where the key begins.</param>
/// <param name="Value">The value; a <see cref="SyntaxNothing"/> where the file has a bare key.</param>
public sealed record SyntaxMember(string Key, SourceLocation Location, SyntaxNode Value);

/// <summary>An array.</summary>
public sealed class SyntaxArray(SourceLocation location, IReadOnlyList<SyntaxNode> items) : SyntaxNode(location)
{
    /// <summary>The items in the order they were written.</summary>
    public IReadOnlyList<SyntaxNode> Items { get; } = items;

    public override string Description => "an array";
}

/// <summary>A string.</summary>
public sealed class SyntaxString(SourceLocation location, string value) : SyntaxNode(location)
{
    /// <summary>The text with its escapes resolved.</summary>
    public string Value { get; } = value;

    public override string Description => $"the string \"{Value}\"";
}

/// <summary>A number. Integers are exact whatever their size, so that a range check never sees a rounded value.</summary>
public sealed class SyntaxNumber(SourceLocation location, string text, BigInteger? integerValue) : SyntaxNode(location)
{
    /// <summary>The number as it was written.</summary>
    public string Text { get; } = text;

    /// <summary>The value, or null when the number has a fraction or an exponent.</summary>
    public BigInteger? IntegerValue { get; } = integerValue;

    public override string Description => $"the number {Text}";
}

/// <summary>True or false.</summary>
public sealed class SyntaxBoolean(SourceLocation location, bool value) : SyntaxNode(location)
{
    /// <summary>The value.</summary>
    public bool Value { get; } = value;

    public override string Description => Value ? "true" : "false";
}

/// <summary>The word null.</summary>
public sealed class SyntaxNull(SourceLocation location) : SyntaxNode(location)
{
    public override string Description => "null";
}

/// <summary>The absent value of a bare key, as in <c>"suspend",</c>.</summary>
public sealed class SyntaxNothing(SourceLocation location) : SyntaxNode(location)
{
    public override string Description => "no value";
}
