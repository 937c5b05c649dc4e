using System.Net;
using System.Net.Http.Json;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Holds;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Standing;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Holds;

public sealed class HoldPropertyTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Any_sequence_of_puts_and_lifts_leaves_exactly_the_holds_not_lifted(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.As("caseworker");
        await admin.RegisterVendorAsync(Numbers.First);
        var random = new Random(20261102);
        var ids = Enumerable.Range(0, 8).Select(_ => Guid.NewGuid()).ToArray();
        var put = new HashSet<Guid>();
        var lifted = new HashSet<Guid>();
        for (var step = 0; step < 60; step++)
        {
            var id = ids[random.Next(ids.Length)];
            var path = $"/admin/v1/vendors/{Numbers.First}/holds/{id}";
            if (random.Next(2) == 0)
            {
                // A repeated put answers 200 and, when the hold is lifted, does not bring it back.
                var answer = await admin.PutAsJsonAsync(path, new { ground = "incident", reason = $"Hendelse {id}" });
                answer.StatusCode.ShouldBe(put.Add(id) ? HttpStatusCode.Created : HttpStatusCode.OK);
            }
            else
            {
                var answer = await admin.PostAsJsonAsync($"{path}/lift", new { reason = "Utbedret" });
                answer.StatusCode.ShouldBe(put.Contains(id) ? HttpStatusCode.OK : HttpStatusCode.NotFound);
                if (put.Contains(id))
                {
                    lifted.Add(id);
                }
            }

            registry.Picture.Vendors[VendorId.Parse(Numbers.First)].Holds.Select(hold => hold.Id)
                .ShouldBe(put.Except(lifted), ignoreOrder: true, $"after step {step}");
        }

        lifted.Count.ShouldBeGreaterThan(2);
    }

    [Fact]
    public void A_hold_in_force_is_found_exactly_when_one_covers_the_request()
    {
        var random = new Random(7);
        var now = new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
        for (var round = 0; round < 5_000; round++)
        {
            var holds = Enumerable.Range(0, random.Next(5)).Select(_ => Random(random, now)).ToArray();
            var vendor = new VendorPicture { Id = VendorId.Parse(Numbers.First), Name = "A", Holds = [.. holds] };
            var question = new StandingQuestion(
                Pick(random, "melding", "events"), Pick(random, AltinnEnvironment.Test, AltinnEnvironment.Production),
                Pick(random, null, "s1", "s2"), Pick(random, null, "c1", "c2"), Pick<OrganisationNumber?>(random, null, OrganisationNumber.Parse(Numbers.First), OrganisationNumber.Parse(Numbers.Second)));

            // The naive model: say it in words, hold by hold.
            var covering = holds.Where(hold =>
                hold.From <= now
                && (hold.Until ?? DateTimeOffset.MaxValue) > now
                && (hold.System ?? question.System) == question.System
                && (hold.Client ?? question.Client) == question.Client
                && (hold.Customer ?? question.Customer) == question.Customer
                && (hold.Product ?? question.Product) == question.Product
                && (hold.Environment ?? question.Environment) == question.Environment).ToArray();

            var found = StandingRules.HoldInForce(vendor, question, now);
            if (covering.Length == 0)
            {
                found.ShouldBeNull();
            }
            else
            {
                covering.ShouldContain(found);
                (found?.Until ?? DateTimeOffset.MaxValue).ShouldBe(covering.Max(hold => hold.Until ?? DateTimeOffset.MaxValue));
            }
        }
    }

    [Fact]
    public void Every_ground_rests_on_a_clause_of_the_terms_or_on_the_vendors_own_wish()
    {
        foreach (var ground in Enum.GetValues<HoldGround>())
        {
            var clause = HoldGrounds.ClauseOf(ground);
            (clause is null).ShouldBe(ground == HoldGround.VendorRequest);
        }
    }

    [Theory, OnSqlite]
    public async Task A_hold_lapses_at_its_end_without_anyone_doing_anything(DatabaseProvider provider)
    {
        var clock = new ManualClock();
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, clock);
        var admin = registry.As("caseworker");
        await admin.RegisterVendorAsync(Numbers.First);
        await admin.PutHoldAsync(Numbers.First, new { ground = "incident", reason = "En time", until = clock.GetUtcNow().AddHours(1) });

        var question = new StandingQuestion("melding", AltinnEnvironment.Test, null, null, null);
        StandingRules.HoldInForce(registry.Picture.Vendors[VendorId.Parse(Numbers.First)], question, clock.GetUtcNow()).ShouldNotBeNull();
        StandingRules.HoldInForce(registry.Picture.Vendors[VendorId.Parse(Numbers.First)], question, clock.GetUtcNow().AddHours(1)).ShouldBeNull();
    }

    private static HoldPicture Random(Random random, DateTimeOffset now) => new(
        Guid.NewGuid(), "incident", "1.2.8",
        Pick<DateTimeOffset?>(random, null, now, now.AddHours(1), now.AddHours(2)),
        Pick(random, null, null, "s1", "s2"), Pick(random, null, null, "c1", "c2"),
        Pick<OrganisationNumber?>(random, null, null, OrganisationNumber.Parse(Numbers.First), OrganisationNumber.Parse(Numbers.Second)),
        Pick(random, null, null, "melding", "events"), Pick<AltinnEnvironment?>(random, null, null, AltinnEnvironment.Test, AltinnEnvironment.Production))
    { From = Pick(random, now.AddHours(-1), now, now.AddSeconds(1)) };

    private static T Pick<T>(Random random, params T[] choices) => choices[random.Next(choices.Length)];
}
