using Digdir.Altinn.VendorRegistry.Signing;

namespace Digdir.Altinn.VendorRegistry.Webhooks;

/// <summary>What is sent of one announcement in one second, the same to every webhook: the signatures of the registry's own keys, too. Immutable; thread-safe.</summary>
internal sealed class WebhookMessage
{
    private readonly Lazy<string> _signatures;

    public WebhookMessage(Guid announcement, DateTimeOffset at, byte[] body, WebhookSecrets secrets)
    {
        (Id, Body) = (announcement.ToString(), body);
        SignedText = StandardWebhook.SignedText(Id, at, body);
        _signatures = new Lazy<string>(() => secrets.SignAsRegistry(SignedText));
    }

    /// <summary>The <c>webhook-id</c>, which is the CloudEvents id.</summary>
    public string Id { get; }

    public byte[] Body { get; }

    public byte[] SignedText { get; }

    /// <summary>Signatures by the registry's keys, made when first asked for; empty when it has none.</summary>
    public string Signatures => _signatures.Value;
}
