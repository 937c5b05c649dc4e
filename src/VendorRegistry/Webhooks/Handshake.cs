using System.Globalization;
using Digdir.Altinn.VendorRegistry.Outgoing;

namespace Digdir.Altinn.VendorRegistry.Webhooks;

/// <summary>
/// The question whether an address wants to be sent anything (CloudEvents HTTP 1.1 webhooks, section 4, abuse protection). A status alone is never consent. Pure.
/// </summary>
internal static class Handshake
{
    /// <summary>The question.</summary>
    public static HttpRequestMessage Ask(Uri address, WebhookOptions options)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, address);
        request.Headers.TryAddWithoutValidation("WebHook-Request-Origin", options.Origin);
        request.Headers.TryAddWithoutValidation("WebHook-Request-Rate", options.RequestRate.ToString(CultureInfo.InvariantCulture));
        return request;
    }

    /// <summary>What the answer means.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="options">What was asked.</param>
    /// <param name="rate">Deliveries a minute that are allowed; null for any number. One that says nothing allows what was asked for.</param>
    /// <returns>True for consent.</returns>
    public static bool IsConsent(OutgoingAnswer answer, WebhookOptions options, out long? rate)
    {
        rate = options.RequestRate;
        if (answer.Status is < 200 or > 299
            || !(answer.Field("WebHook-Allowed-Origin")?.Split(',', StringSplitOptions.TrimEntries) ?? []).Any(origin => origin == "*" || origin.Equals(options.Origin, StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        switch (answer.Field("WebHook-Allowed-Rate")?.Trim())
        {
            case null:
                return true;
            case "*":
                rate = null;
                return true;
            case var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var allowed) && allowed > 0:
                rate = allowed;
                return true;
            default:
                return false;
        }
    }
}
