using System.Numerics;

namespace Baton.Workloads.Syntax;

internal enum TokenKind
{
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    Colon,
    Comma,
    Text,
    Number,
    True,
    False,
    Null,
    End,

    /// <summary>Something that the scanner has already complained about.</summary>
    Broken,
}

/// <summary>A word of the file. <c>Text</c> is a string's content or a number's spelling.</summary>
internal readonly record struct Token(TokenKind Kind, SourceLocation Location, string Text, BigInteger? Integer = null)
{
    internal string Description => Kind switch
    {
        TokenKind.OpenBrace => "'{'",
        TokenKind.CloseBrace => "'}'",
        TokenKind.OpenBracket => "'['",
        TokenKind.CloseBracket => "']'",
        TokenKind.Colon => "':'",
        TokenKind.Comma => "','",
        TokenKind.Text => $"the string \"{Text}\"",
        TokenKind.Number => $"the number {Text}",
        TokenKind.True => "true",
        TokenKind.False => "false",
        TokenKind.Null => "null",
        _ => "the end of the file",
    };
}
