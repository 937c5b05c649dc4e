using System.Buffers;

namespace Digdir.Altinn.VendorRegistry.Contacts;

/// <summary>
/// E-mail addresses as they are taken in: a plain ASCII mailbox (the dot-atom of RFC 5322 3.4.1) at a named host. Names to show, comments, quoted parts and
/// address literals are not, so that an address can go into a command of SMTP and a field of a mail as it is. Pure.
/// </summary>
internal static class EmailAddress
{
    /// <summary>RFC 5321 4.5.3.1.3, without the angle brackets.</summary>
    public const int MaxLength = 254;

    private const int MaxLocal = 64;
    private const int MaxLabel = 63;

    private static readonly SearchValues<char> Local =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~");

    private static readonly SearchValues<char> Label = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Reads an address; the host comes out in lower case, the mailbox as it was written.</summary>
    public static bool TryRead(string? text, out string address)
    {
        address = "";
        var at = text?.IndexOf('@', StringComparison.Ordinal) ?? -1;
        if (text is null || text.Length > MaxLength || at is < 1 or > MaxLocal)
        {
            return false;
        }

        var host = text[(at + 1)..].ToLowerInvariant();
        if (!Array.TrueForAll(text[..at].Split('.'), part => part.Length > 0 && !part.AsSpan().ContainsAnyExcept(Local)) || !IsHost(host))
        {
            return false;
        }

        address = $"{text[..at]}@{host}";
        return true;
    }

    private static bool IsHost(string host)
    {
        var labels = host.Split('.');
        return labels.Length > 1
            && Array.TrueForAll(labels, label => label.Length is > 0 and <= MaxLabel && !label.AsSpan().ContainsAnyExcept(Label) && label[0] != '-' && label[^1] != '-')
            && !labels[^1].All(char.IsAsciiDigit);
    }
}
