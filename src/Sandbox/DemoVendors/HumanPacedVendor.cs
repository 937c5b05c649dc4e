using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.DemoVendors;

/// <summary>Serves people in offices: they look at the list, open what is new, read, put something away, and go for coffee.</summary>
internal sealed class HumanPacedVendor(VendorSurroundings surroundings) : DemoVendor(Players.HumanPaced, surroundings)
{
    private static readonly string[] Archived = ["Archive"];

    protected override Task WorkAsync(CancellationToken stopping) => Task.WhenAll(Players.People.Select(person => SpendDayAsync(person, stopping)));

    private async Task SpendDayAsync(Person person, CancellationToken stopping)
    {
        var random = Seeded.Random("office:" + person.Number);
        while (true)
        {
            var customer = Seeded.Of(random, Players.Customers);
            var token = await Tokens.IdPortenAsync(person.Number, stopping);
            var dialogs = await ListAsync(customer.Number, token, stopping);
            for (var i = random.Next(1, 5); i > 0 && dialogs.Count > 0; i--)
            {
                // Reading time: mostly some seconds, now and then a minute.
                await Pace.PauseAsync(TimeSpan.FromSeconds(4 + (-20 * Math.Log(1 - random.NextDouble()))), stopping);
                var id = Seeded.Of(random, dialogs);
                (await Calls.SendAsync(HttpMethod.Get, "/dialogporten/api/v1/enduser/dialogs/" + id, await Tokens.IdPortenAsync(person.Number, stopping), null, stopping))?.Dispose();
                if (random.Next(4) == 0)
                {
                    using var archive = JsonContent.Create(new { addLabels = Archived });
                    (await Calls.SendAsync(
                        HttpMethod.Put, $"/dialogporten/api/v1/enduser/dialogs/{id}/context/systemlabels", await Tokens.IdPortenAsync(person.Number, stopping), archive, stopping))?.Dispose();
                }
            }

            await Pace.PauseAsync(TimeSpan.FromSeconds(random.Next(60, 600)), stopping);
        }
    }

    private async Task<List<string>> ListAsync(string customer, string token, CancellationToken stopping)
    {
        using var answer = await Calls.SendAsync(
            HttpMethod.Get, $"/dialogporten/api/v1/enduser/dialogs?party=urn:altinn:organization:identifier-no:{customer}&limit=20", token, null, stopping);
        var page = answer is null ? null : await answer.Content.ReadFromJsonAsync<JsonObject>(stopping);
        return [.. (page?["items"] as JsonArray ?? []).Select(item => item?["id"]?.ToString() ?? "")];
    }
}
