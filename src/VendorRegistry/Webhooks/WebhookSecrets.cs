using System.Security.Cryptography;
using Digdir.Altinn.VendorRegistry.Signing;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Webhooks;

/// <summary>Makes and keeps webhooks' secrets, and signs with them. Thread-safe.</summary>
internal sealed class WebhookSecrets(IOptions<WebhookOptions> options, RegistrySigner signer)
{
    private readonly SecretBox? _box = SecretBox.ReadKey(options.Value.SecretKey) is { } key ? new SecretBox(key) : null;

    /// <summary>True when webhooks can be signed that way.</summary>
    public bool Can(WebhookSignature signature) => signature == WebhookSignature.Hmac ? _box is not null : signer.CanSign;

    /// <summary>Gives a webhook a new secret.</summary>
    /// <returns>It, as the vendor is shown it, this once.</returns>
    /// <exception cref="InvalidOperationException">There is no key to keep secrets under.</exception>
    public string Renew(Webhook webhook, DateTimeOffset until)
    {
        var box = _box ?? throw new InvalidOperationException("Webhooks:SecretKey is missing.");
        var secret = RandomNumberGenerator.GetBytes(StandardWebhook.SecretLength);
        webhook.Rotate(box.Close(secret, webhook.Id.ToString()), until);
        return StandardWebhook.Write(StandardWebhook.SecretPrefix, secret);
    }

    /// <summary>A message's signatures for a webhook, separated by spaces: one, or one by each of the keys while they are being changed. Empty when none can be made.</summary>
    public string Sign(Webhook webhook, WebhookMessage message, DateTimeOffset now)
        => webhook.Signature == WebhookSignature.Ed25519
            ? message.Signatures
            : string.Join(' ', new[] { webhook.Secret, now < webhook.FormerUntil ? webhook.FormerSecret : null }.OfType<string>()
                .Select(kept => _box?.Open(kept, webhook.Id.ToString())).OfType<byte[]>()
                .Select(secret => StandardWebhook.SignSymmetric(secret, message.SignedText)));

    /// <summary>The registry's own signatures of a text, likewise.</summary>
    public string SignAsRegistry(byte[] signedText) => string.Join(' ', signer.SignWebhook(signedText));
}
