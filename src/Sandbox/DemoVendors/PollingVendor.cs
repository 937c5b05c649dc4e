using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.DemoVendors;

/// <summary>Asks for five customers' lists every five minutes, whether anything has happened or not, and whatever it is told.</summary>
internal sealed class PollingVendor(VendorSurroundings surroundings) : DemoVendor(Players.Polling, surroundings, hasManners: false)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    protected override async Task WorkAsync(CancellationToken stopping)
    {
        while (true)
        {
            foreach (var customer in Players.Customers.Take(5))
            {
                var token = await Tokens.MaskinportenAsync(customer.Number, stopping);
                (await Calls.SendAsync(HttpMethod.Get, $"/dialogporten/api/v1/enduser/dialogs?party=urn:altinn:organization:identifier-no:{customer.Number}&limit=100", token, null, stopping))?.Dispose();
                (await Calls.SendAsync(HttpMethod.Get, "/broker/api/v1/filetransfer?resourceId=ttd-filutveksling&status=Published&recipientStatus=Initialized", token, null, stopping))?.Dispose();
            }

            await Pace.PauseAsync(Interval, stopping);
        }
    }
}
