// Cuts a workload file into words, and keeps the place of each.
//
// The dialect is what json-c reads and what rt-app's own files contain: both kinds of C comments, strings in double or
// single quotes, True and FALSE in any case. Whatever is broken becomes a diagnostic and a Broken token; the scanner never
// throws, always moves forward and ends with an End token that it repeats for ever.

using System.Globalization;
using System.Numerics;
using System.Text;
using Baton.Workloads.Reading;

namespace Baton.Workloads.Syntax;

internal sealed class Scanner(string text, string file, DiagnosticBag diagnostics)
{
    /// <summary>A number of more digits is a mistake, and parsing its value would take quadratic time.</summary>
    internal const int DigitCountLimit = 30;

    private int _position = text.StartsWith('\uFEFF') ? 1 : 0;
    private int _line = 1;
    private int _lineStart;

    private SourceLocation Here => At(_position);

    private char Current => Peek(0);

    internal Token Next()
    {
        SkipTrivia();
        SourceLocation location = Here;
        if (_position >= text.Length)
        {
            return new Token(TokenKind.End, location, "");
        }

        char first = Current;
        switch (first)
        {
            case '{': return Single(TokenKind.OpenBrace);
            case '}': return Single(TokenKind.CloseBrace);
            case '[': return Single(TokenKind.OpenBracket);
            case ']': return Single(TokenKind.CloseBracket);
            case ':': return Single(TokenKind.Colon);
            case ',': return Single(TokenKind.Comma);
            case '"' or '\'': return QuotedString(first);
        }

        if (char.IsAsciiDigit(first) || first is '-' or '+' or '.')
        {
            return Number();
        }

        return char.IsAsciiLetter(first) || first == '_' ? Word() : Unexpected(first);
    }

    private Token Single(TokenKind kind)
    {
        var token = new Token(kind, Here, "");
        _position++;
        return token;
    }

    private Token QuotedString(char quote)
    {
        SourceLocation location = Here;
        var content = new StringBuilder();
        _position++;
        while (_position < text.Length && Current != quote && Current is not ('\n' or '\r'))
        {
            if (Current == '\\')
            {
                Escape(content);
            }
            else
            {
                content.Append(Current);
                _position++;
            }
        }

        if (Current == quote && _position < text.Length)
        {
            _position++;
            string value = content.ToString();
            if (IsWellFormed(value))
            {
                return new Token(TokenKind.Text, location, value);
            }

            diagnostics.Error(location, "The string that begins here contains half a character, a surrogate without its partner.");
            return new Token(TokenKind.Broken, location, "");
        }

        diagnostics.Error(location, $"The string that begins here is not closed on its line; add a {quote}.");
        return new Token(TokenKind.Broken, location, content.ToString());
    }

    private void Escape(StringBuilder content)
    {
        SourceLocation location = Here;
        char escaped = Peek(1);
        _position += 2;
        switch (escaped)
        {
            case '"' or '\'' or '\\' or '/': content.Append(escaped); break;
            case 'b': content.Append('\b'); break;
            case 'f': content.Append('\f'); break;
            case 'n': content.Append('\n'); break;
            case 'r': content.Append('\r'); break;
            case 't': content.Append('\t'); break;
            case 'u' when _position + 4 <= text.Length
                && ushort.TryParse(text.AsSpan(_position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit):
                content.Append((char)unit);
                _position += 4;
                break;
            default:
                // The backslash may have been the last character, or the line's last.
                _position = Math.Min(_position - 1, text.Length);
                diagnostics.Error(location, "This escape is unknown; after a backslash stand \" ' \\ / b f n r t or u and four hex digits.");
                break;
        }
    }

    private static bool IsWellFormed(string value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (i + 1 < value.Length && char.IsSurrogatePair(value[i], value[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(value[i]))
            {
                return false;
            }
        }

        return true;
    }

    private Token Number()
    {
        SourceLocation location = Here;
        int start = _position;
        _position++;
        while (char.IsAsciiLetterOrDigit(Current) || Current is '.' or '-' or '+')
        {
            _position++;
        }

        string spelling = text[start.._position];
        ReadOnlySpan<char> digits = spelling.AsSpan().TrimStart("+-");
        if (digits.Length is > 0 and <= DigitCountLimit && digits.ContainsAnyExceptInRange('0', '9') is false
            && BigInteger.TryParse(spelling, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger integer))
        {
            return new Token(TokenKind.Number, location, spelling, integer);
        }

        if (spelling.Length <= DigitCountLimit
            && double.TryParse(spelling, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            return new Token(TokenKind.Number, location, spelling);
        }

        string shown = spelling.Length <= DigitCountLimit ? spelling : spelling[..DigitCountLimit] + "…";
        diagnostics.Error(location, $"'{shown}' is not a number that can be read; write an integer such as 1000.");
        return new Token(TokenKind.Broken, location, spelling);
    }

    private Token Word()
    {
        SourceLocation location = Here;
        int start = _position;
        while (char.IsAsciiLetterOrDigit(Current) || Current == '_')
        {
            _position++;
        }

        string word = text[start.._position];
        if (word.Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            return new Token(TokenKind.True, location, word);
        }

        if (word.Equals("false", StringComparison.OrdinalIgnoreCase))
        {
            return new Token(TokenKind.False, location, word);
        }

        if (word.Equals("null", StringComparison.OrdinalIgnoreCase))
        {
            return new Token(TokenKind.Null, location, word);
        }

        diagnostics.Error(location, $"The bare word '{word}' means nothing here; put quotes around it.");
        return new Token(TokenKind.Broken, location, word);
    }

    private Token Unexpected(char found)
    {
        SourceLocation location = Here;
        string shown = char.IsControl(found) || char.IsSurrogate(found) || found == '\uFFFD'
            ? $"U+{(int)found:X4}"
            : $"'{found}'";
        diagnostics.Error(location, $"The character {shown} cannot stand here.");
        _position++;
        return new Token(TokenKind.Broken, location, "");
    }

    private void SkipTrivia()
    {
        while (_position < text.Length)
        {
            char current = Current;
            if (current == '\n')
            {
                _position++;
                _line++;
                _lineStart = _position;
            }
            else if (current is ' ' or '\t' or '\r' or '\f' or '\v' or '\u00A0')
            {
                _position++;
            }
            else if (current == '/' && Peek(1) == '/')
            {
                int end = text.IndexOf('\n', _position);
                _position = end < 0 ? text.Length : end;
            }
            else if (current == '/' && Peek(1) == '*')
            {
                SkipBlockComment();
            }
            else
            {
                return;
            }
        }
    }

    private void SkipBlockComment()
    {
        SourceLocation location = Here;
        int end = text.IndexOf("*/", _position + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            diagnostics.Error(location, "The comment that begins here is not closed; add */.");
        }

        int stop = end < 0 ? text.Length : end + 2;
        for (; _position < stop; _position++)
        {
            if (text[_position] == '\n')
            {
                _line++;
                _lineStart = _position + 1;
            }
        }
    }

    private char Peek(int ahead) => _position + ahead < text.Length ? text[_position + ahead] : '\0';

    private SourceLocation At(int position) => new(file, _line, position - _lineStart + 1);
}
