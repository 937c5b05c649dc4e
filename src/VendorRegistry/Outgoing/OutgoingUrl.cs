using System.Net;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.VendorRegistry.Outgoing;

/// <summary>What an address that somebody gives must be like. Where its name leads is looked at when it is connected to, each time. Pure.</summary>
internal static class OutgoingUrl
{
    public const int MaxLength = 2000;

    /// <summary>Reads an address.</summary>
    /// <returns>What is wrong with it; null when it will do.</returns>
    public static Text? TryRead(string? text, OutgoingOptions options, out Uri? address)
    {
        address = null;
        if (text is not { Length: > 0 and <= MaxLength } || text.Any(letter => letter is <= ' ' or '\\' or > '~') || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            return new($"Må være en adresse på høyst {MaxLength} tegn, uten mellomrom.", $"Must be an address of at most {MaxLength} characters, without spaces.");
        }

        var isOurs = options.AllowLoopback && (uri.IdnHost == "localhost" || (IPAddress.TryParse(uri.IdnHost, out var own) && IPAddress.IsLoopback(own)));
        if (uri.Scheme != Uri.UriSchemeHttps && !(isOurs && uri.Scheme == Uri.UriSchemeHttp))
        {
            return new("Må begynne med https://.", "Must begin with https://.");
        }

        if (uri.UserInfo.Length > 0 || text.Contains('#', StringComparison.Ordinal))
        {
            return new("Kan ikke ha brukernavn, passord eller fragment (#).", "May not have a user name, a password or a fragment (#).");
        }

        if (!isOurs && !options.AllowedPorts.Contains(uri.Port))
        {
            var ports = string.Join(", ", options.AllowedPorts);
            return new($"Porten må være en av {ports}.", $"The port must be one of {ports}.");
        }

        if (!isOurs && (IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out var literal) ? !PublicAddress.Is(literal) : !uri.IdnHost.Contains('.', StringComparison.Ordinal)))
        {
            return new("Må være en adresse på internett.", "Must be an address on the internet.");
        }

        address = uri;
        return null;
    }
}
