using System.Text;

namespace Digdir.Altinn.Gateway.Forwarding;

/// <summary>
/// Rewrites addresses in response fields from the product's own to the one the caller used, so that a client that follows Location (TUS), <c>next</c>
/// (Events) or Link comes back through the gateway. Addresses of anyone else are left alone. Pure.
/// </summary>
internal static class UpstreamLinks
{
    /// <summary>The field's value with the address rewritten, or the same instance when it does not point at the product.</summary>
    /// <param name="value">An absolute address, an absolute path or anything else.</param>
    /// <param name="destination">The product's base address.</param>
    /// <param name="publicBase">The gateway's address without trailing slash, including any prefix that was taken off.</param>
    /// <param name="removedPrefix">The prefix that was taken off, or null.</param>
    public static string Rewrite(string value, string destination, string publicBase, string? removedPrefix)
    {
        if (value.Length > 1 && value[0] == '/' && value[1] != '/')
        {
            return string.IsNullOrEmpty(removedPrefix) ? value : removedPrefix + value;
        }

        var rest = AfterAuthority(value, AuthorityOf(destination));
        return rest < 0 ? value : string.Concat(publicBase, value.AsSpan(rest));
    }

    /// <summary>A Link field (RFC 8288) with every target rewritten, or the same instance when none points at the product.</summary>
    public static string RewriteLink(string value, string destination, string publicBase, string? removedPrefix)
    {
        StringBuilder? rewritten = null;
        var copied = 0;
        for (var open = value.IndexOf('<'); open >= 0;)
        {
            var close = value.IndexOf('>', open);
            if (close < 0)
            {
                break;
            }

            var target = value[(open + 1)..close];
            var other = Rewrite(target, destination, publicBase, removedPrefix);
            if (!ReferenceEquals(other, target))
            {
                rewritten ??= new StringBuilder(value.Length + 64);
                rewritten.Append(value, copied, open + 1 - copied).Append(other);
                copied = close;
            }

            open = value.IndexOf('<', close);
        }

        return rewritten is null ? value : rewritten.Append(value, copied, value.Length - copied).ToString();
    }

    /// <summary>Index of what follows the authority when it is the one given, whichever of the two schemes is used; otherwise -1.</summary>
    private static int AfterAuthority(ReadOnlySpan<char> value, ReadOnlySpan<char> authority)
    {
        var start = value.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? 8 : value.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? 7 : -1;
        if (start < 0)
        {
            return -1;
        }

        var length = value[start..].IndexOfAny('/', '?', '#');
        var end = length < 0 ? value.Length : start + length;
        return WithoutDefaultPort(value[start..end]).Equals(authority, StringComparison.OrdinalIgnoreCase) ? end : -1;
    }

    private static ReadOnlySpan<char> AuthorityOf(ReadOnlySpan<char> address)
    {
        var start = address.IndexOf("://", StringComparison.Ordinal) + 3;
        var length = address[start..].IndexOf('/');
        return WithoutDefaultPort(length < 0 ? address[start..] : address.Slice(start, length));
    }

    private static ReadOnlySpan<char> WithoutDefaultPort(ReadOnlySpan<char> authority)
        => authority.EndsWith(":443", StringComparison.Ordinal) ? authority[..^4] : authority.EndsWith(":80", StringComparison.Ordinal) ? authority[..^3] : authority;
}
