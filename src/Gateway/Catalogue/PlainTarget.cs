using System.Buffers;
using System.Text.Unicode;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>
/// The rule that a request target must mean one thing only. What routing matched is the decoded path, what goes upstream is the caller's own; they agree
/// only if nobody on the way can read the path in another way. So what could be read in two ways is refused: encoded slashes, dots, letters and digits,
/// dot segments, empty segments, backslashes, invalid UTF-8. Pure.
/// </summary>
internal static class PlainTarget
{
    /// <summary>The longest path taken. No template with real ids comes near it; the query is not counted.</summary>
    public const int LongestPath = 2048;

    /// <summary>RFC 3986 unreserved characters.</summary>
    public static readonly SearchValues<char> Unreserved = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    /// <summary>What is visible in ASCII but '#'. Queries are let be beyond that: their odd characters lead nobody astray.</summary>
    private static readonly SearchValues<char> TargetCharacters = SearchValues.Create(
        [.. Enumerable.Range(0x21, 0x7F - 0x21).Select(code => (char)code).Where(character => character != '#')]);

    private static readonly SearchValues<char> PathCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/");

    /// <summary>The path and query of a request target as it came: <paramref name="target"/> itself, or what follows the authority in its absolute form.</summary>
    public static ReadOnlySpan<char> OriginForm(ReadOnlySpan<char> target)
    {
        if (target.StartsWith('/'))
        {
            return target;
        }

        var authority = target.IndexOf("://", StringComparison.Ordinal);
        if (authority < 0)
        {
            return [];
        }

        var rest = target[(authority + 3)..];
        var path = rest.IndexOfAny('/', '?');
        return path < 0 || rest[path] == '?' ? [] : rest[path..];
    }

    /// <summary>Why the target is refused, or null when it is plain. Allocates nothing for a path without percent signs.</summary>
    public static Text? Refuse(ReadOnlySpan<char> target)
    {
        if (target.ContainsAnyExcept(TargetCharacters))
        {
            return new Text("Adressen har tegn som ikke hører hjemme i en adresse.", "The target has characters that do not belong in one.");
        }

        target = OriginForm(target);
        var query = target.IndexOf('?');
        var path = query < 0 ? target : target[..query];
        if (path.IsEmpty)
        {
            return new Text("Adressen har ingen sti.", "The target has no path.");
        }

        if (path.Length > LongestPath)
        {
            return new Text("Stien er for lang.", "The path is too long.");
        }

        if (path.Contains("//", StringComparison.Ordinal))
        {
            return new Text("Stien har et tomt segment.", "The path has an empty segment.");
        }

        if (HasDotSegment(path))
        {
            return new Text("Stien har et punktsegment.", "The path has a dot segment.");
        }

        var odd = path.IndexOfAnyExcept(PathCharacters);
        return odd < 0 ? null : RefuseEncoded(path, odd);
    }

    private static bool HasDotSegment(ReadOnlySpan<char> path)
    {
        for (var at = path.IndexOf("/.", StringComparison.Ordinal); at >= 0;)
        {
            var rest = path[(at + 2)..];
            if (rest.StartsWith('.'))
            {
                rest = rest[1..];
            }

            if (rest.IsEmpty || rest[0] == '/')
            {
                return true;
            }

            var next = path[(at + 1)..].IndexOf("/.", StringComparison.Ordinal);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }

    private static Text? RefuseEncoded(ReadOnlySpan<char> path, int at)
    {
        Span<byte> octets = stackalloc byte[LongestPath];
        var count = 0;
        for (; at < path.Length; at++)
        {
            if (path[at] != '%')
            {
                if (!PathCharacters.Contains(path[at]))
                {
                    return new Text("Stien har tegn som ikke hører hjemme i en sti.", "The path has characters that do not belong in one.");
                }

                // What is not encoded parts the encoded runs: each run must be whole characters.
                if (count > 0 && octets[count - 1] != (byte)'/')
                {
                    octets[count++] = (byte)'/';
                }

                continue;
            }

            if (at + 2 >= path.Length || !char.IsAsciiHexDigit(path[at + 1]) || !char.IsAsciiHexDigit(path[at + 2]))
            {
                return new Text("Stien har et prosenttegn uten to heksadesimale sifre.", "The path has a percent sign without two hexadecimal digits.");
            }

            var octet = (byte)((Value(path[at + 1]) << 4) | Value(path[at + 2]));
            if (octet is < 0x20 or 0x7F or (byte)'/' or (byte)'\\' or (byte)'%' or (byte)'.' || char.IsAsciiLetterOrDigit((char)octet))
            {
                return new Text("Stien har en koding som kan leses på flere måter.", "The path has an encoding that can be read in more than one way.");
            }

            octets[count++] = octet;
            at += 2;
        }

        return Utf8.IsValid(octets[..count]) ? null : new Text("Stien er ikke gyldig UTF-8.", "The path is not valid UTF-8.");
    }

    private static int Value(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
