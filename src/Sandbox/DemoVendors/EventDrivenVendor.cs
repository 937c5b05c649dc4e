using System.Threading.Channels;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Dialogporten;

namespace Digdir.Altinn.Sandbox.DemoVendors;

/// <summary>Subscribes to what happens to its customers, and fetches that and nothing else. What the gateway tells vendors comes the same way.</summary>
internal sealed class EventDrivenVendor(VendorSurroundings surroundings, DemoWebhooks webhooks, DemoBoard board) : DemoVendor(Players.EventDriven, surroundings)
{
    private const string Dialogs = "dialogporten.dialog.";
    private const string Announcements = "no.altinn.gateway.";

    protected override async Task WorkAsync(CancellationToken stopping)
    {
        var inbox = Channel.CreateBounded<Told>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });
        using var hearing = webhooks.Received.Add(told => inbox.Writer.TryWrite(told));
        foreach (var customer in Players.Customers)
        {
            foreach (var resource in ServiceResource.All)
            {
                using var wish = JsonContent.Create(new { endPoint = webhooks.Address, resourceFilter = resource.Urn });
                var token = await Tokens.AltinnAsync(customer.Number, stopping);
                (await Calls.SendAsync(HttpMethod.Post, "/events/api/v1/subscriptions", token, wish, stopping))?.Dispose();
            }
        }

        using (var wish = JsonContent.Create(new { endPoint = webhooks.Address, resourceFilter = GatewayHost.NoticesResource }))
        {
            (await Calls.SendAsync(HttpMethod.Post, "/events/api/v1/subscriptions", await Tokens.AltinnOfOwnAsync(stopping), wish, stopping))?.Dispose();
        }

        await foreach (var told in inbox.Reader.ReadAllAsync(stopping))
        {
            if (told.Type.StartsWith(Announcements, StringComparison.Ordinal))
            {
                board.Note(Vendor, $"told by Altinn Events: {told.Type}{(told.Title is null ? "" : $", {told.Title}")}");
                continue;
            }

            // Its own looking is told of too; whoever fetched on that would go round in circles.
            if (told.Type.StartsWith(Dialogs, StringComparison.Ordinal) && told.Type != Dialogs + "seen.v1" && told.Customer is { } customer)
            {
                (await Calls.SendAsync(HttpMethod.Get, told.Path, await Tokens.MaskinportenAsync(customer, stopping), null, stopping))?.Dispose();
            }
        }
    }
}
