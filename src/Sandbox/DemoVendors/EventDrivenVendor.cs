using System.Threading.Channels;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Dialogporten;

namespace Digdir.Altinn.Sandbox.DemoVendors;

/// <summary>Subscribes to what happens to its customers, and fetches that and nothing else.</summary>
internal sealed class EventDrivenVendor(VendorSurroundings surroundings, DemoWebhooks webhooks) : DemoVendor(Players.EventDriven, surroundings)
{
    private const string Dialogs = "dialogporten.dialog.";

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

        await foreach (var told in inbox.Reader.ReadAllAsync(stopping))
        {
            // Its own looking is told of too; whoever fetched on that would go round in circles.
            if (told.Type.StartsWith(Dialogs, StringComparison.Ordinal) && told.Type != Dialogs + "seen.v1" && told.Customer is { } customer)
            {
                (await Calls.SendAsync(HttpMethod.Get, told.Path, await Tokens.MaskinportenAsync(customer, stopping), null, stopping))?.Dispose();
            }
        }
    }
}
