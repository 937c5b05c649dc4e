using System.Buffers;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.Gateway.EdgeGuard;

/// <summary>
/// Whether a request's path and fields have one meaning only. What servers are known to read differently is refused rather than mended, because the path
/// judged here must be the path that the product sees. Pure; allocates only to refuse.
/// </summary>
internal static class RequestShape
{
    private static readonly SearchValues<char> PathCharacters =
        SearchValues.Create("!$&'()*+,-.0123456789:;=@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~/%");

    private static readonly SearchValues<char> Controls = SearchValues.Create(
        "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u000a\u000b\u000c\u000d\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\u007f");

    /// <summary>What is wrong with the path and query, or null.</summary>
    /// <param name="target">Path and query as written, beginning with '/'.</param>
    public static Text? WrongTarget(ReadOnlySpan<char> target)
    {
        if (target.IsEmpty || target[0] != '/')
        {
            return new("Stien må begynne med «/».", "The path must begin with \"/\".");
        }

        var question = target.IndexOf('?');
        var path = question < 0 ? target : target[..question];
        if (path.ContainsAnyExcept(PathCharacters))
        {
            return new("Stien har et tegn som må prosentkodes.", "The path has a character that must be percent-encoded.");
        }

        if (path.Contains('%') && WrongEncoding(path) is { } wrong)
        {
            return wrong;
        }

        if (path.IndexOf("//", StringComparison.Ordinal) >= 0)
        {
            return new("Stien har et tomt ledd («//»).", "The path has an empty segment (\"//\").");
        }

        if (path.IndexOf("/.", StringComparison.Ordinal) >= 0 && HasDotSegment(path))
        {
            return new("Stien har leddet «.» eller «..».", "The path has the segment \".\" or \"..\".");
        }

        if (question >= 0)
        {
            var query = target[question..];
            if (query.ContainsAnyExceptInRange('!', '~') || query.Contains('#'))
            {
                return new("Spørrestrengen har et tegn som må prosentkodes.", "The query has a character that must be percent-encoded.");
            }
        }

        return null;
    }

    /// <summary>What is wrong with the fields, or null. The refusal names the field, never its value.</summary>
    public static Text? WrongFields(IHeaderDictionary headers, bool isHttp1)
    {
        if (headers.Authorization.Count > 1)
        {
            return new("Feltet Authorization forekommer flere ganger.", "The field Authorization occurs more than once.");
        }

        if (headers.Host.Count > 1)
        {
            return new("Feltet Host forekommer flere ganger.", "The field Host occurs more than once.");
        }

        // Kestrel reads Transfer-Encoding beside Content-Length by moving the length to X-Content-Length. Somebody on the way may have believed the length.
        if (isHttp1 && headers.TransferEncoding.Count > 0)
        {
            if (headers.ContentLength is not null || headers.ContainsKey("X-Content-Length"))
            {
                return new("Content-Length og Transfer-Encoding kan ikke brukes sammen.", "Content-Length and Transfer-Encoding cannot be used together.");
            }

            if (headers.TransferEncoding is not ["chunked"])
            {
                return new("Transfer-Encoding må være «chunked» og ikke noe mer.", "Transfer-Encoding must be \"chunked\" and nothing else.");
            }
        }

        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                if (value.AsSpan().ContainsAny(Controls))
                {
                    return new($"Feltet {name} har et styretegn.", $"The field {name} has a control character.");
                }
            }
        }

        return null;
    }

    private static Text? WrongEncoding(ReadOnlySpan<char> path)
    {
        for (var i = path.IndexOf('%'); i < path.Length; i++)
        {
            if (path[i] != '%')
            {
                continue;
            }

            if (i + 2 >= path.Length || !char.IsAsciiHexDigit(path[i + 1]) || !char.IsAsciiHexDigit(path[i + 2]))
            {
                return new("Stien har en ugyldig prosentkode.", "The path has an invalid percent-encoding.");
            }

            var octet = (Convert.ToInt32(path[i + 1].ToString(), 16) << 4) | Convert.ToInt32(path[i + 2].ToString(), 16);
            if (octet is < 0x20 or 0x7f or '/' or '\\' or '.' or 0xc0 or 0xc1 or > 0xf4
                || (octet == '%' && i + 4 < path.Length && char.IsAsciiHexDigit(path[i + 3]) && char.IsAsciiHexDigit(path[i + 4])))
            {
                return new("Stien har en prosentkode som tjenere leser ulikt.", "The path has a percent-encoding that servers read differently.");
            }

            i += 2;
        }

        return null;
    }

    private static bool HasDotSegment(ReadOnlySpan<char> path)
    {
        foreach (var segment in path.Split('/'))
        {
            if (path[segment] is "." or "..")
            {
                return true;
            }
        }

        return false;
    }
}
