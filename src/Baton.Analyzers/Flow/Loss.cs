// How a value was lost: on all paths, on some, or if a condition has a certain value.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Baton.Analyzers.Flow;

internal sealed class Loss
{
    /// <summary>Nothing ever uses the value.</summary>
    public static readonly Loss Everywhere = new("");

    /// <summary>Something uses the value, but not on some path that is not told apart by a single condition.</summary>
    public static readonly Loss Somewhere = new(" on every path");

    private readonly string _where;

    private Loss(string where) => _where = where;

    public bool IsEverywhere => ReferenceEquals(this, Everywhere);

    /// <summary>The value is lost if <paramref name="condition"/> is <paramref name="value"/>.</summary>
    public static Loss If(IOperation condition, bool value) =>
        condition is { IsImplicit: false, Syntax: ExpressionSyntax syntax }
            ? new Loss($" if '{syntax}' is {(value ? "true" : "false")}")
            : Somewhere;

    /// <summary>A clause such as "never disposed" or "not awaited if 'x' is true".</summary>
    public string Describe(string verb) => IsEverywhere ? $"never {verb}" : $"not {verb}{_where}";
}
