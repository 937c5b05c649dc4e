using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.DemoVendors;

/// <summary>Serves people in offices: they look at the list, open what is new, read, put something away, and go for coffee. Where days pass in minutes they go home at four.</summary>
internal sealed class HumanPacedVendor(VendorSurroundings surroundings) : DemoVendor(Players.HumanPaced, surroundings)
{
    /// <summary>The time lapse beyond which a day passes in a quarter of an hour.</summary>
    private const double DaysPass = 100;

    private static readonly string[] Archived = ["Archive"];
    private static readonly TimeSpan Opens = TimeSpan.FromHours(8);
    private static readonly TimeSpan Closes = TimeSpan.FromHours(16);
    private static readonly TimeZoneInfo Norway = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo");

    protected override Task WorkAsync(CancellationToken stopping) => Task.WhenAll(Players.People.Select(person => SpendDayAsync(person, stopping)));

    /// <summary>How long until somebody is at work. Whoever starts the sandbox at night at life's pace should see somebody, so there they always are.</summary>
    private static TimeSpan UntilWork(Pace pace)
    {
        if (pace.TimeLapse <= DaysPass)
        {
            return TimeSpan.Zero;
        }

        var now = TimeZoneInfo.ConvertTime(pace.Now, Norway).TimeOfDay;
        return now < Opens ? Opens - now : now < Closes ? TimeSpan.Zero : Opens + TimeSpan.FromDays(1) - now;
    }

    private async Task SpendDayAsync(Person person, CancellationToken stopping)
    {
        var random = Seeded.Random("office:" + person.Number);
        while (true)
        {
            await Pace.PauseAsync(UntilWork(Pace), stopping);
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
