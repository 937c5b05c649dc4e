using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Simulation.Vendors;
using Digdir.Altinn.Simulation.World;

namespace Digdir.Altinn.Simulation.Behaviours;

/// <summary>Those who take what is none of their business, or more of it than their task needs.</summary>
internal static class Scraping
{
    /// <summary>Counts through party numbers; most of them are not the vendor's (26).</summary>
    public static IEnumerable<long> Sequential(Scene scene, Caller caller, double perSecond, double failing, int count, int step)
    {
        var dice = scene.Dice;
        var id = 50_000_000 + (long)dice.Below(1_000_000);
        for (var i = 0; i < count; i++, id += step)
        {
            scene.Vendor.OpenNumber(id, !dice.Chance(failing), caller, Purpose.Scrape);
            yield return scene.Now + (long)dice.Uniform(800 / perSecond, 1_200 / perSecond);
        }
    }

    /// <summary>All parties, all pages, then every dialog in random order (27).</summary>
    public static IEnumerable<long> Shuffled(Scene scene, Party[] parties, Caller caller, double fastest, double slowest)
    {
        var dice = scene.Dice;
        List<(Party Party, Item Item)> all = [];
        foreach (var party in parties)
        {
            var pages = (party.Items.Count + VendorUnderTest.Page - 1) / VendorUnderTest.Page;
            for (var page = 0; page < pages; page++)
            {
                scene.Vendor.List(party, caller, Purpose.Scrape, page: page);
                yield return scene.Now + (long)(dice.Uniform(fastest, slowest) * Calendar.Second);
            }

            all.AddRange(party.Items.Select(item => (party, item)));
        }

        for (var i = all.Count - 1; i >= 0; i--)
        {
            var j = dice.Below(i + 1);
            (all[i], all[j]) = (all[j], all[i]);
            var (party, item) = all[i];
            scene.Vendor.Open(party, item, caller, Purpose.Scrape);
            yield return scene.Now + (long)(dice.Uniform(fastest, slowest) * Calendar.Second);
        }
    }

    /// <summary>One of many system users, each with a slice of its own and slow (28).</summary>
    public static IEnumerable<long> Slice(Scene scene, Party party, double minutes, double days)
    {
        var dice = scene.Dice;
        var robot = scene.Robot(party);
        yield return scene.Now + (long)(dice.Unit() * minutes * Calendar.Minute);
        var end = scene.Now + (long)(days * Calendar.Day);
        for (ulong n = 0; scene.Now < end; n++)
        {
            scene.Vendor.OpenArchived(party, Dice.Mix(party.Key, n), robot, Purpose.Scrape);
            yield return scene.Now + (long)(minutes * Calendar.Minute * dice.Uniform(0.7, 1.3));
        }
    }

    /// <summary>A person's portal session driven by a program: inbox after inbox, dialog after dialog (29).</summary>
    public static IEnumerable<long> Browser(Scene scene, Party[] parties, Caller caller, double fastest, double slowest, double hours)
    {
        var dice = scene.Dice;
        while (true)
        {
            yield return Calendar.Next(scene.Now, dice.Uniform(0, 23));
            var end = scene.Now + (long)(hours * Calendar.Hour);
            for (var i = 0; i < parties.Length && scene.Now < end; i++)
            {
                var party = parties[i];
                scene.Vendor.List(party, caller, Purpose.Scrape);
                for (var j = party.Items.Count - 1; j >= 0 && scene.Now < end; j--)
                {
                    yield return scene.Now + (long)(dice.Uniform(fastest, slowest) * Calendar.Second);
                    scene.Vendor.Open(party, party.Items[j], caller, Purpose.Scrape);
                }

                yield return scene.Now + (long)(dice.Uniform(fastest, slowest) * Calendar.Second);
            }
        }
    }

    /// <summary>What the three kinds of driven browser show (29 a, b, c), and what a person's own shows.</summary>
    public static BrowserSigns Signs(char variant) => BrowserSigns.Examined | variant switch
    {
        'a' => BrowserSigns.AutomationAgent | BrowserSigns.NoLanguage,
        'b' => BrowserSigns.FetchMetadataMissing | BrowserSigns.NoBrotli | BrowserSigns.AnyTypePage | BrowserSigns.OldProtocol,
        _ => BrowserSigns.RefererInSession,
    };
}
