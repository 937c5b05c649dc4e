using System.Text;
using Digdir.Altinn.Gateway.Subscriptions;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Webhooks;

namespace Digdir.Altinn.Gateway.Usage;

/// <summary>What the notice says of the vendor's webhooks: which there are, and which do not get what they are sent. Pure.</summary>
internal static class WebhookNotice
{
    /// <summary>Writes it; nothing when no webhook is known.</summary>
    public static void Write(StringBuilder text, WebhookUsage webhooks, Language language)
    {
        var own = webhooks.Own ?? [];
        if (own.Count + webhooks.Subscriptions.Count == 0)
        {
            return;
        }

        text.Append(In(language, "## Webhooker", "## Webhooks")).Append("\n\n");
        foreach (var webhook in own)
        {
            text.Append(In(language, "- Hos gatewayen, ", "- At the gateway, ")).Append('`').Append(webhook.Url).Append("` (").AppendJoin(", ", webhook.Topics).Append("): ").Append(Of(webhook, language)).Append('\n');
        }

        foreach (var subscription in webhooks.Subscriptions)
        {
            text.Append(In(language, "- I Altinn Events, abonnement ", "- At Altinn Events, subscription ")).Append(subscription.Id).Append(": ").Append(Of(subscription.State, language)).Append('\n');
        }

        text.Append('\n');
    }

    private static string Of(OwnWebhookUsage webhook, Language language) => webhook.State switch
    {
        WebhookHealth.Validated => webhook.DeliveredAt is { } at
            ? In(language, $"mottar det som sendes, sist {UsageNotice.Day(at, language)}.", $"takes what it is sent, last on {UsageNotice.Day(at, language)}.")
            : In(language, "har sagt ja; ingenting er levert ennå.", "has consented; nothing has been delivered yet."),
        WebhookHealth.Failing => In(
            language,
            $"**svarer ikke som det skal**{Since(webhook, language)}. Det prøves igjen i tre døgn; `GET /vendor/v1/webhooks/{webhook.Id}/deliveries` viser hvorfor.",
            $"**does not answer as it should**{Since(webhook, language)}. It is tried again for three days; `GET /vendor/v1/webhooks/{webhook.Id}/deliveries` shows why."),
        WebhookHealth.Dead => In(
            language,
            $"**er død**{Since(webhook, language)}: ingenting sendes. Rett mottaket, og start den med `POST /vendor/v1/webhooks/{webhook.Id}/resume`.",
            $"**is dead**{Since(webhook, language)}: nothing is sent. Mend the receiver, and start it with `POST /vendor/v1/webhooks/{webhook.Id}/resume`."),
        WebhookHealth.Unvalidated => In(language, "**har ikke sagt ja ennå** (OPTIONS-spørsmålet): ingenting sendes.", "**has not consented yet** (the OPTIONS question): nothing is sent."),
        WebhookHealth.Paused => In(language, "er pauset av dere.", "is paused by you."),
        _ => In(language, "er stanset av Digdir.", "is stopped by Digdir."),
    };

    private static string Of(SubscriptionState state, Language language) => state switch
    {
        SubscriptionState.Validated => In(language, "adressen svarte da Altinn spurte.", "the address answered when Altinn asked."),
        SubscriptionState.NeverValidated => In(language, "**adressen svarte ikke da Altinn spurte: ingenting leveres.**", "**the address did not answer when Altinn asked: nothing is delivered.**"),
        SubscriptionState.Pending => In(language, "Altinn spør adressen nå.", "Altinn is asking the address now."),
        _ => In(language, "ikke sett siden; hent abonnementet for å se.", "not seen since; get the subscription to see."),
    };

    private static string Since(OwnWebhookUsage webhook, Language language)
        => webhook.FailingSince is { } since ? In(language, $" siden {UsageNotice.Day(since, language)}", $" since {UsageNotice.Day(since, language)}") : "";

    private static string In(Language language, string nb, string en) => language == Language.English ? en : nb;
}
