// Reads the lenient JSON of rt-app's files into a syntax tree.
//
// What it forgives, because rt-app's own files need it: comments, a comma too many before a closing bracket, a comma
// missing between members or items, keys that repeat, and keys without a value ("suspend",). What it does not forgive gets
// a diagnostic, and reading goes on at the next place where a member can begin, so that one slip costs one message.
//
// System.Text.Json cannot do this; docs/decisions/0010-own-workload-reader.md says in which ways.

using Baton.Workloads.Reading;

namespace Baton.Workloads.Syntax;

internal sealed class SyntaxReader
{
    /// <summary>The language needs six levels. Without a bound, a file of open brackets would overflow the stack.</summary>
    internal const int DepthLimit = 64;

    private readonly Scanner _scanner;
    private readonly DiagnosticBag _diagnostics;
    private Token _token;
    private int _depth;

    private SyntaxReader(string text, string file, DiagnosticBag diagnostics)
    {
        _scanner = new Scanner(text, file, diagnostics);
        _diagnostics = diagnostics;
        _token = _scanner.Next();
    }

    /// <summary>Reads a whole file; null when not even a root value can be made out.</summary>
    internal static SyntaxNode? Read(string text, string file, DiagnosticBag diagnostics)
    {
        var reader = new SyntaxReader(text, file, diagnostics);
        if (reader._token.Kind == TokenKind.End)
        {
            diagnostics.Error(reader._token.Location, "The file is empty; a workload is an object with a \"tasks\" member.");
            return null;
        }

        SyntaxNode? root = reader.ReadValue();
        if (root is not null && !diagnostics.HasErrors && reader._token.Kind != TokenKind.End)
        {
            diagnostics.Error(reader._token.Location,
                $"The workload ends before {reader._token.Description}; check the closing braces above.");
        }

        return root;
    }

    private SyntaxNode? ReadValue()
    {
        Token token = _token;
        switch (token.Kind)
        {
            case TokenKind.OpenBrace:
                return ReadNested(token, ReadObject);
            case TokenKind.OpenBracket:
                return ReadNested(token, ReadArray);
            case TokenKind.Text:
                Advance();
                return new SyntaxString(token.Location, token.Text);
            case TokenKind.Number:
                Advance();
                return new SyntaxNumber(token.Location, token.Text, token.Integer);
            case TokenKind.True or TokenKind.False:
                Advance();
                return new SyntaxBoolean(token.Location, token.Kind == TokenKind.True);
            case TokenKind.Null:
                Advance();
                return new SyntaxNull(token.Location);
            case TokenKind.Broken:
                Advance();
                return null;
            default:
                _diagnostics.Error(token.Location, $"A value should stand here, not {token.Description}.");
                return null;
        }
    }

    private SyntaxNode? ReadNested(Token open, Func<Token, SyntaxNode> read)
    {
        if (_depth == DepthLimit)
        {
            _diagnostics.Error(open.Location, $"Brackets are nested more than {DepthLimit} deep.");
            SkipBalanced();
            return null;
        }

        _depth++;
        Advance();
        SyntaxNode node = read(open);
        _depth--;
        return node;
    }

    private SyntaxObject ReadObject(Token open)
    {
        var members = new List<SyntaxMember>();
        while (true)
        {
            switch (_token.Kind)
            {
                case TokenKind.CloseBrace:
                    Advance();
                    return new SyntaxObject(open.Location, members);
                case TokenKind.Text:
                    ReadMember(members);
                    break;
                case TokenKind.End:
                    _diagnostics.Error(open.Location, "The object that begins here is not closed; add a }.");
                    return new SyntaxObject(open.Location, members);
                default:
                    Complain("A key in quotes should stand here");
                    if (_token.Kind == TokenKind.CloseBracket)
                    {
                        Advance();
                    }

                    break;
            }
        }
    }

    private void ReadMember(List<SyntaxMember> members)
    {
        Token key = _token;
        Advance();
        if (_token.Kind == TokenKind.Colon)
        {
            Advance();
            if (ReadValue() is { } value)
            {
                members.Add(new SyntaxMember(key.Text, key.Location, value));
            }
        }
        else if (_token.Kind is TokenKind.Comma or TokenKind.CloseBrace)
        {
            members.Add(new SyntaxMember(key.Text, key.Location, new SyntaxNothing(key.Location)));
        }
        else
        {
            Complain($"A colon should follow the key \"{key.Text}\"");
        }

        SkipSeparator();
    }

    private SyntaxArray ReadArray(Token open)
    {
        var items = new List<SyntaxNode>();
        while (true)
        {
            switch (_token.Kind)
            {
                case TokenKind.CloseBracket:
                    Advance();
                    return new SyntaxArray(open.Location, items);
                case TokenKind.End:
                    _diagnostics.Error(open.Location, "The array that begins here is not closed; add a ].");
                    return new SyntaxArray(open.Location, items);
                case TokenKind.Comma or TokenKind.Colon:
                    Complain("A value should stand here");
                    break;
                case TokenKind.CloseBrace:
                    // Left for the object around this array, which it most likely closes.
                    _diagnostics.Error(open.Location, "The array that begins here is not closed; add a ].");
                    return new SyntaxArray(open.Location, items);
                default:
                    if (ReadValue() is { } item)
                    {
                        items.Add(item);
                    }

                    SkipSeparator();
                    break;
            }
        }
    }

    /// <summary>Commas are optional between members and allowed after the last; two in a row are a slip.</summary>
    private void SkipSeparator()
    {
        if (_token.Kind == TokenKind.Comma)
        {
            Advance();
        }
    }

    /// <summary>Reports what stands here and skips to where a member or an item can begin or a bracket closes.</summary>
    private void Complain(string expectation)
    {
        if (_token.Kind != TokenKind.Broken)
        {
            _diagnostics.Error(_token.Location, $"{expectation}, not {_token.Description}.");
        }

        while (true)
        {
            switch (_token.Kind)
            {
                case TokenKind.OpenBrace or TokenKind.OpenBracket:
                    SkipBalanced();
                    break;
                case TokenKind.Comma:
                    Advance();
                    return;
                case TokenKind.Text or TokenKind.CloseBrace or TokenKind.CloseBracket or TokenKind.End:
                    return;
                default:
                    Advance();
                    break;
            }
        }
    }

    private void SkipBalanced()
    {
        int open = 0;
        do
        {
            open += _token.Kind switch
            {
                TokenKind.OpenBrace or TokenKind.OpenBracket => 1,
                TokenKind.CloseBrace or TokenKind.CloseBracket => -1,
                _ => 0,
            };
            Advance();
        }
        while (open > 0 && _token.Kind != TokenKind.End);
    }

    private void Advance() => _token = _scanner.Next();
}
