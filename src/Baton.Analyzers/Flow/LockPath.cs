// How code names a mutex: this._shards.Gate, or a local, a parameter, a static field.
//
// Two expressions with the same path mean the same mutex as long as nothing on the path is assigned. An expression that
// calls something has no path: it may mean another mutex each time.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers.Flow;

internal sealed class LockPath : IEquatable<LockPath>
{
    private readonly List<ISymbol> _symbols = [];

    private LockPath()
    {
    }

    /// <summary>The path of <paramref name="operation"/>, or null if it has none.</summary>
    public static LockPath? Of(IOperation? operation)
    {
        LockPath path = new();
        return path.TryAdd(operation) ? path : null;
    }

    /// <summary>Whether an assignment to <paramref name="target"/> may make the path mean another mutex.</summary>
    public bool IsChangedBy(IOperation target) => target switch
    {
        ILocalReferenceOperation local => Has(local.Local),
        IParameterReferenceOperation parameter => Has(parameter.Parameter),
        IMemberReferenceOperation member => Has(member.Member),
        _ => false,
    };

    public bool Equals(LockPath? other) =>
        other is not null && _symbols.SequenceEqual(other._symbols, SymbolEqualityComparer.Default);

    public override bool Equals(object? obj) => Equals(obj as LockPath);

    public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(_symbols[0]);

    private bool Has(ISymbol symbol) => _symbols.Contains(symbol, SymbolEqualityComparer.Default);

    private bool TryAdd(IOperation? operation)
    {
        switch (operation)
        {
            case ILocalReferenceOperation local:
                _symbols.Add(local.Local);
                return true;
            case IParameterReferenceOperation parameter:
                _symbols.Add(parameter.Parameter);
                return true;
            case IInstanceReferenceOperation { Type: { } type }:
                _symbols.Add(type);
                return true;
            case IConversionOperation conversion:
                return TryAdd(conversion.Operand);
            case IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true }:
                var member = (IMemberReferenceOperation)operation;
                bool known = member.Instance is null || TryAdd(member.Instance);
                _symbols.Add(member.Member);
                return known;
            default:
                return false;
        }
    }
}
