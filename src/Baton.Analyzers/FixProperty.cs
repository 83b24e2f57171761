// How an analyzer tells a code fix that the fix is certain.

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Baton.Analyzers;

internal static class FixProperty
{
    private const string Name = "Baton.FixIsCertain";

    public static ImmutableDictionary<string, string?> Set(bool isCertain) =>
        isCertain ? ImmutableDictionary<string, string?>.Empty.Add(Name, "") : ImmutableDictionary<string, string?>.Empty;

    public static bool IsSet(Diagnostic diagnostic) => diagnostic.Properties.ContainsKey(Name);
}
