using System.Globalization;
using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.DemoVendors;

/// <summary>With the login of one of its people, counts through the parties and guesses at their forms, evenly, day and night, and whatever it is told.</summary>
internal sealed class ScrapingVendor(VendorSurroundings surroundings) : DemoVendor(Players.Scraping, surroundings, hasManners: false)
{
    private const int FirstParty = 50_000_000;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(2);

    private int _party = FirstParty;

    protected override async Task WorkAsync(CancellationToken stopping)
    {
        while (true)
        {
            var token = await Tokens.AltinnOfPersonAsync(Players.People[0].Number, stopping);
            var party = (++_party).ToString(CultureInfo.InvariantCulture);
            (await Calls.SendAsync(HttpMethod.Get, $"/apps/ttd/arsoppgave/instances/{party}/{Seeded.Uuid("guess:" + party)}", token, null, stopping))?.Dispose();
            await Pace.PauseAsync(Interval, stopping);
        }
    }
}
