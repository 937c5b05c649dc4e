using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using static Digdir.Altinn.Grains.Tests.Polling.WatchedVendor;

namespace Digdir.Altinn.Grains.Tests.Polling;

/// <summary>What a vendor wrote, it may look at: so often, and for so long.</summary>
public sealed class OwnWriteTests
{
    private const double Hour = 3600;
    private const double Day = 24 * Hour;
    private static readonly PollingRules NoGrace = PollingRules.Default with { GracePerDay = 0, GraceOfNewKeys = 0 };

    [Fact]
    public void Thirty_reads_may_await_a_write_for_ten_minutes()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.List(1, 0);
        vendor.Write(1, 10);
        for (var i = 0; i < 30; i++)
        {
            vendor.List(1, 11 + i).Excuse.ShouldBe(Excuse.OwnWrite);
        }

        vendor.List(1, 50).Excuse.ShouldBe(Excuse.None);
        vendor.Write(1, 100);
        vendor.List(2, 0);
        vendor.List(2, 110).Excuse.ShouldBe(Excuse.None);
        vendor.List(1, 701).Excuse.ShouldBe(Excuse.None);
    }

    [Fact]
    public void Hundreds_of_submissions_a_day_each_watched_for_a_minute_cost_nothing()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.Look(1, 0, body: 0);
        for (var i = 1; i <= 280; i++)
        {
            vendor.Write(1, i * 300, thing: Hash((ulong)i));
            for (var poll = 1; poll <= 12; poll++)
            {
                vendor.Look(1, (i * 300) + (5 * poll), body: poll == 12 ? (ulong)i : (ulong)i - 1);
            }
        }

        vendor.Cost.ShouldBe(0);
    }

    [Fact]
    public void A_write_for_a_customer_excuses_reads_of_what_it_led_to_though_they_name_the_party_otherwise()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.Look(9, 0, body: 1);
        vendor.Write(1, 10);

        vendor.Look(9, 15, body: 1, change: read => read with { Customer = Party(1) }).Excuse.ShouldBe(Excuse.OwnWrite);
        vendor.Look(9, 20, body: 1, change: read => read with { Customer = Party(2) }).Excuse.ShouldBe(Excuse.None);
        var question = new ReadQuestion { Group = new(Dialogporten, ReadClass.Status), Party = Party(9), Customer = Party(1), Fingerprint = 5 };
        for (var i = 0; i < 29; i++)
        {
            vendor.Watch.CreditOf(question, At(25)).ShouldBe(Excuse.OwnWrite);
        }

        vendor.Watch.CreditOf(question, At(25)).ShouldBe(Excuse.None);
    }

    [Fact]
    public void Writing_before_each_opening_excuses_sixty_openings_a_day_and_one_given_back_each_while()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.Look(1, 0, body: 1, ReadClass.Thing);
        var excused = 0;
        for (var i = 1; i <= 480; i++)
        {
            vendor.Write(1, i * 180, thing: Hash(5));
            excused += vendor.Look(1, (i * 180) + 1, body: 1, ReadClass.Thing).Excuse == Excuse.OwnWrite ? 1 : 0;
        }

        excused.ShouldBeInRange(115, 125);
    }

    [Fact]
    public void Opening_several_things_of_a_party_on_one_visit_a_night_costs_nothing_however_many_parties_there_are()
    {
        var vendor = new WatchedVendor();
        for (var night = 0; night < 4; night++)
        {
            for (var party = 1UL; party <= 600; party++)
            {
                for (var thing = 0; thing < 4; thing++)
                {
                    vendor.Look(party, (night * Day) + (party * 2) + (thing * 0.4), body: 1, ReadClass.Thing);
                }
            }
        }

        vendor.Cost.ShouldBe(0);
    }

    [Fact]
    public void Only_so_many_writes_a_day_excuse_listing()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.List(1, 0);
        var excused = 0;
        for (var i = 1; i <= 96; i++)
        {
            vendor.Write(1, i * 900, thing: Hash(5));
            excused += vendor.List(1, (i * 900) + 1).Excuse == Excuse.OwnWrite ? 1 : 0;
        }

        excused.ShouldBeInRange(58, 62);
    }
}
