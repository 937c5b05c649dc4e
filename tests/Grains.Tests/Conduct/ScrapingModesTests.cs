using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Tests.Conduct;

/// <summary>What detection of scraping finds is proposed, only kept, or not looked for, product by product.</summary>
public sealed class ScrapingModesTests
{
    private long _now = ConductedVendor.Start;

    [Fact]
    public void Who_counts_through_numbers_is_proposed_where_it_is_enforced_only_noted_in_shadow_and_not_seen_where_it_is_off()
    {
        Events(Conduct(ConductMode.Enforce), "melding").ShouldNotBeEmpty();
        Events(Conduct(ConductMode.Enforce), "melding").ShouldAllBe(told => told.Kind == ConductEventKind.ScrapingProposed && !told.Shadow);
        Events(Conduct(ConductMode.Shadow), "melding").ShouldNotBeEmpty();
        Events(Conduct(ConductMode.Shadow), "melding").ShouldAllBe(told => told.Kind == ConductEventKind.ScrapingProposed && told.Shadow);
        Events(Conduct(ConductMode.Off), "melding").ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_seen_in_shadow_weighs_in_a_case()
    {
        var conduct = Conduct(ConductMode.Shadow, ("apps", ConductMode.Enforce));

        var told = Events(conduct, "melding", "apps", calls: 3);

        told.ShouldAllBe(one => one.Shadow);
        conduct.Look(_now).Scraping.Subjects.ShouldNotBeEmpty();
        conduct.Look(_now).Scraping.Subjects.ShouldAllBe(subject => subject.Shadow || subject.Requests <= 3);
    }

    [Fact]
    public void Who_was_proposed_is_not_proposed_again_after_a_restart_in_either_mode()
    {
        foreach (var mode in new[] { ConductMode.Enforce, ConductMode.Shadow })
        {
            var before = Conduct(mode);
            Events(before, "melding").ShouldNotBeEmpty();
            var after = VendorConduct.Restore(before.Snapshot(_now), ConductRules.Default, before.Settings);
            Events(after, "melding").ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_portal_session_is_nobodys_polling()
    {
        var conduct = Conduct(ConductMode.Enforce);
        for (var i = 0; i < 500; i++)
        {
            conduct.Hear(Call("apps", i, ObservationFacts.PortalSession | ObservationFacts.Person) with { Group = new ReadGroup("apps", ReadClass.List), Object = 0, Number = -1, Status = 200, Person = 4 }, []);
            _now += ConductedVendor.Minute;
        }

        var stand = conduct.Look(_now);
        stand.Groups.ShouldBeEmpty();
        stand.Scraping.Counts.Heard.ShouldBe(500);
    }

    private static VendorConduct Conduct(ConductMode scraping, params (string Product, ConductMode Mode)[] products) => new(
        ConductRules.Default,
        new ConductSettings { Mode = ConductMode.Off, Scraping = scraping, ScrapingProducts = products.ToDictionary(one => one.Product, one => one.Mode, StringComparer.Ordinal) });

    private List<ConductEvent> Events(VendorConduct conduct, string product, string? also = null, int calls = 0)
    {
        for (var i = 0; i < 120; i++)
        {
            conduct.Hear(Call(product, i), []);
            _now += 2_000;
            if (also is not null && i < calls)
            {
                conduct.Hear(Call(also, 1000 + i), []);
            }
        }

        return [.. conduct.TakeEvents()];
    }

    private Observation Call(string product, int number, ObservationFacts facts = ObservationFacts.None) => new()
    {
        At = _now,
        Group = new ReadGroup(product, ReadClass.Thing),
        Operation = 7,
        Party = 11,
        Customer = 11,
        Holder = 3,
        Fingerprint = (ulong)number + 99,
        RawQuery = (ulong)number + 99,
        Object = ((ulong)number + 1) * 0x9E3779B97F4A7C15,
        Number = 50_000_000 + number,
        Status = number % 3 == 0 ? 200 : 403,
        Facts = facts,
        Weight = 1,
        Things = -1,
    };
}
