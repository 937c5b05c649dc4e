using System.Text.Json.Nodes;
using Digdir.Altinn.Gateway.Subscriptions;
using Digdir.Altinn.Gateway.Usage;
using Digdir.Altinn.Grains;
using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Vendors;
using Digdir.Altinn.VendorRegistry.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Usage;

/// <summary>A vendor reads in its report, and in the notice, which webhooks it has and which do not get what they are sent.</summary>
public sealed class WebhookUsageTests
{
    [Fact]
    public async Task The_report_shows_the_vendors_own_webhooks_and_how_they_stand_and_nobody_elses()
    {
        await using var gateway = await ServingGateway.StartAsync();
        await using (var db = gateway.Services.GetRequiredService<Func<RegistryDb>>()())
        {
            await using var change = await RegistryChange.BeginAsync(db, "test", "test", gateway.Clock.GetUtcNow(), CancellationToken.None);
            VendorId[] vendors = [ServingGateway.Vendor, VendorId.Parse("310004006")];
            db.Vendors.AddRange(vendors.Select(vendor => Vendor.Register(vendor, "Regnskap AS", change.Now)));
            foreach (var (name, of) in new[] { ("failing", vendors[0]), ("delivering", vendors[0]), ("other", vendors[1]) })
            {
                var webhook = new Webhook { Id = Guid.CreateVersion7(change.Now), Vendor = of.ToString(), Url = $"https://{name}.example.com/hook?key=secret", Topics = " holds ", Signature = WebhookSignature.Ed25519, MadeAt = change.Now };
                webhook.Validate(rate: null, change.Now);
                db.Webhooks.Add(webhook);
                db.ReceiverQueues.Add(new ReceiverQueue
                {
                    Channel = WebhookChannel.ChannelName, Receiver = webhook.Id.ToString(), NextAt = ReceiverQueue.Never, Failures = name == "failing" ? 2 : 0,
                    FailingSince = name == "failing" ? change.Now : null, DeliveredAt = name == "failing" ? null : change.Now,
                });
            }

            await change.CommitAsync(CancellationToken.None);
        }

        var answer = await gateway.SendAsync(gateway.Token("altinn:vendorgateway"), "/vendor/v1/usage");

        answer.Status.ShouldBe(200, answer.Body);
        var own = JsonNode.Parse(answer.Body)?["webhooks"]?["own"]?.AsArray().ShouldNotBeNull();
        own?.Select(one => ($"{one?["url"]}", $"{one?["state"]}")).ShouldBe([("https://failing.example.com/hook", "failing"), ("https://delivering.example.com/hook", "validated")], ignoreOrder: true);
        answer.Body.ShouldNotContain("secret");
        (await gateway.SendAsync(gateway.Token("altinn:vendorgateway"), "/vendor/v1/usage/notice")).Body.ShouldContain("`https://failing.example.com/hook` (holds): **svarer ikke som det skal** siden");
    }

    [Fact]
    public void The_notice_says_of_every_state_what_it_means_in_both_languages()
    {
        var own = Enum.GetValues<WebhookHealth>().Select(state => OwnWebhookUsage.Example with { State = state }).ToList();
        var subscriptions = Enum.GetValues<SubscriptionState>().Select(state => SubscriptionUsage.Example with { State = state }).ToList();
        var report = UsageReport.Example with { Groups = [], Webhooks = WebhookUsage.Example with { Own = own, Subscriptions = subscriptions } };

        var (norwegian, english) = (UsageNotice.Write(report, "Regnskap AS", Language.Norwegian), UsageNotice.Write(report, "Regnskap AS", Language.English));

        foreach (var text in new[] { norwegian, english })
        {
            var lines = text[text.IndexOf("## Webh", StringComparison.Ordinal)..].Split('\n', StringSplitOptions.RemoveEmptyEntries);
            lines.Length.ShouldBe(1 + own.Count + subscriptions.Count);
            lines.Distinct().Count().ShouldBe(lines.Length, "each its own");
        }

        norwegian.ShouldContain("er død** siden 2. november 2026");
        english.ShouldContain("is dead** since 2 November 2026");
        norwegian.ShouldContain("abonnement 1001: **adressen svarte ikke da Altinn spurte");
        UsageNotice.Write(report with { Webhooks = WebhookUsage.Example with { Own = null, Subscriptions = [] } }, "Regnskap AS", Language.English).ShouldNotContain("## Webhooks");
    }
}
