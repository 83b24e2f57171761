// One node for another, and what to call that in an editor's menu.

using Microsoft.CodeAnalysis;

namespace Baton.Analyzers;

internal sealed class Replacement(string title, SyntaxNode old, SyntaxNode replacement)
{
    public string Title { get; } = title;

    public SyntaxNode Old { get; } = old;

    public SyntaxNode New { get; } = replacement;
}
