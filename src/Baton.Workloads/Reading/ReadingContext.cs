using Baton.Workloads.Syntax;

namespace Baton.Workloads.Reading;

/// <summary>What all readers of one file share: where to complain, for which engine, and where each piece of the model came from.</summary>
internal sealed class ReadingContext(DiagnosticBag diagnostics, EngineCapabilities engine)
{
    // By reference: two equal events of a model stand in different places.
    private readonly Dictionary<object, SourceLocation> _locations = new(ReferenceEqualityComparer.Instance);

    internal DiagnosticBag Diagnostics { get; } = diagnostics;

    internal EngineCapabilities Engine { get; } = engine;

    internal T Located<T>(T piece, SourceLocation location)
        where T : class
    {
        _locations[piece] = location;
        return piece;
    }

    internal SourceLocation LocationOf(object piece) => _locations[piece];

    /// <summary>Warns when a key or a policy has no effect on the engine. Asking for nothing needs no warning.</summary>
    internal void WarnIfMeaningless(string key, SourceLocation location, SyntaxNode value)
    {
        bool asksForNothing = value is SyntaxBoolean { Value: false } or SyntaxString { Value: "" or "none" };
        if (!asksForNothing && Engine.WhyMeaningless(key) is { } reason)
        {
            Diagnostics.Warning(location, $"\"{key}\" has no effect on {Engine.EngineName}: {reason}.");
        }
    }
}
