using System.Collections.Frozen;
using System.Net.Http.Json;
using System.Text.Json;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.VendorRegistry.Concessions;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Digdir.Altinn.VendorRegistry.Tests.Pictures;

public sealed class PictureTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    /// <summary>The format as released. A change here breaks nodes and copies of another version: give it a new number.</summary>
    private const string Released =
        """{"format":1,"epoch":"6f1cb1a1-5f4c-4b0f-8d4c-2d3cbb5a0001","version":42,"after":0,"vendors":[{"id":"310000004","name":"Regnskap AS","version":41,"clients":{"c1":"310000004_a","c2":null},"systems":["310000004_a"],"integrations":[{"product":"melding","environment":"Production","system":"310000004_a"}],"holds":[{"id":"6f1cb1a1-5f4c-4b0f-8d4c-2d3cbb5a0002","ground":"incident","clause":"1.2.8","from":"2026-11-02T08:00:00+00:00","until":"2026-11-02T09:00:00+00:00","system":"310000004_a","client":"c1","customer":"310000012","product":"melding","environment":"Test"}],"acceptances":[{"version":"003","at":"2026-11-02T08:00:00+00:00"}],"plan":{"rate":5,"burst":50,"ratePerCustomer":0.1,"maxRate":20}}],"policies":[{"policy":"terms","environment":"Test","mode":"Shadow"}],"maintenance":[{"id":"6f1cb1a1-5f4c-4b0f-8d4c-2d3cbb5a0003","environment":"Test","product":"events","from":"2026-11-02T08:00:00+00:00","reasonNb":"Oppgradering","reasonEn":"Upgrade"}],"terms":[{"version":"003","inForceFrom":"2026-11-02T08:00:00+00:00"}]}""";

    [Fact]
    public void The_format_on_the_wire_and_on_disk_stays_as_released()
    {
        var released = Released.Replace("310000004", Numbers.First, StringComparison.Ordinal).Replace("310000012", Numbers.Second, StringComparison.Ordinal);
        Full().AsText().ShouldBe(released);
        var read = JsonSerializer.Deserialize(released, PictureJson.Default.PictureMessage)?.ApplyTo(RegistryPicture.Empty);
        read.ShouldNotBeNull().AsText().ShouldBe(released);
    }

    [Fact]
    public void What_people_decided_about_conduct_travels_whole()
    {
        var conduct = new ConductPicture
        {
            Ceiling = Level.Notice,
            Concessions = [new ConcessionPicture(ConcessionKind.Grace, "melding", Now, Now.AddDays(1), 6), new ConcessionPicture(ConcessionKind.DeclaredWork, null, Now, Now.AddDays(7), 0)],
            Freezes = [new FreezePicture(null, Now.AddDays(5))],
            Resets = [new ResetPicture("events", Now)],
        };
        var full = Full();
        var vendor = full.Vendors.Values.First();
        var picture = full with
        {
            Vendors = PictureMessage.Merge(full.Vendors, [vendor with { Conduct = conduct }]),
            Ceiling = Level.Soft,
            Protected = [new ProtectedPicture(Now, Now.AddDays(1))],
        };

        var read = JsonSerializer.Deserialize(picture.AsText(), PictureJson.Default.PictureMessage)?.ApplyTo(RegistryPicture.Empty);

        read.ShouldNotBeNull().AsText().ShouldBe(picture.AsText());
        read.Vendors[vendor.Id].Conduct.Concessions.ShouldBe(conduct.Concessions);
        (read.Ceiling, read.Protected.Length).ShouldBe((Level.Soft, 1));
    }

    [Fact]
    public void Notices_travel_whole()
    {
        var text = new NoticeText("bokmål", "nynorsk", "English");
        var picture = Full() with
        {
            Notices =
            [
                new NoticePicture
                {
                    Id = Guid.NewGuid(),
                    Kind = NoticeKind.BreakingChange,
                    State = NoticeState.Amended,
                    Impact = NoticeImpact.Major,
                    Title = text,
                    Text = text,
                    Environments = [AltinnEnvironment.Test, AltinnEnvironment.Production],
                    Products = ["dialogporten"],
                    Operations = ["dialogporten.dialogs.search"],
                    Fields = ["items.title"],
                    ServiceOwners = ["skd"],
                    PublishedAt = Now,
                    UpdatedAt = Now.AddDays(1),
                    StartsAt = Now.AddDays(60),
                    Removes = true,
                    Successor = "/dialogporten/api/v2/enduser/dialogs",
                    EmergencyGround = "criticalFault",
                    Brownouts = [new BrownoutPicture(AltinnEnvironment.Test, Now.AddDays(50), Now.AddDays(50).AddMinutes(10))],
                    Timeline = [new NoticeUpdatePicture(Now, "published", text)],
                },
            ],
        };

        var read = JsonSerializer.Deserialize(picture.AsText(), PictureJson.Default.PictureMessage)?.ApplyTo(RegistryPicture.Empty);

        read.ShouldNotBeNull().AsText().ShouldBe(picture.AsText());
        read.Notices[0].ShouldSatisfyAllConditions(
            notice => notice.Brownouts.Length.ShouldBe(1), notice => notice.Timeline.Length.ShouldBe(1), notice => notice.Stands.ShouldBeTrue(), notice => notice.Successor.ShouldNotBeNull());
    }

    [Fact]
    public void A_node_skips_members_that_a_newer_registry_adds()
    {
        var newer = Full().AsText().Replace("\"format\":1,", "\"format\":1,\"added\":{\"later\":true},", StringComparison.Ordinal);
        JsonSerializer.Deserialize(newer, PictureJson.Default.PictureMessage)?.ApplyTo(RegistryPicture.Empty)?.AsText().ShouldBe(Full().AsText());
    }

    [Fact]
    public void A_difference_fits_only_the_version_it_was_made_from()
    {
        var picture = Full();
        var difference = PictureMessage.Since(41, picture);
        difference.ApplyTo(picture with { Version = 41 }).ShouldNotBeNull().AsText().ShouldBe(picture.AsText());
        difference.ApplyTo(picture with { Version = 40 }).ShouldBeNull();
        difference.ApplyTo(picture with { Version = 41, Epoch = Guid.NewGuid() }).ShouldBeNull();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Following_changes_one_by_one_gives_the_picture_that_starting_over_gives(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.AsEveryone();
        var random = new Random(11);
        var numbers = Numbers.All().Take(3).ToArray();
        foreach (var number in numbers)
        {
            await admin.RegisterVendorAsync(number);
        }

        await admin.PostAsJsonAsync("/admin/v1/terms", new { version = "003", inForceFrom = Now, acceptanceDue = Now, changeLogNb = "Ny", changeLogEn = "New" });
        for (var step = 0; step < 40; step++)
        {
            var vendor = $"/admin/v1/vendors/{numbers[random.Next(numbers.Length)]}";
            var product = random.Next(2) == 0 ? "melding" : "events";
            switch (random.Next(8))
            {
                case 0:
                    await admin.UpdateAsync(HttpMethod.Put, vendor, new { name = $"Navn {step}" });
                    break;
                case 1:
                    await admin.PutHoldAsync(vendor.Split('/')[^1]);
                    break;
                case 2:
                    await admin.PostAsJsonAsync($"{vendor}/integrations", new { product, environment = "test", purpose = "Levere oppgaver" });
                    break;
                case 3:
                    await admin.PostAsJsonAsync($"{vendor}/acceptances", new { version = "003", representative = "Kari" });
                    break;
                case 4:
                    await admin.UpdateAsync(random.Next(3) == 0 ? HttpMethod.Delete : HttpMethod.Put, $"{vendor}/plan", new { rate = 5, burst = 10 + step });
                    break;
                case 5:
                    await admin.PostAsJsonAsync("/admin/v1/maintenance", new { environment = "production", product, reasonNb = "Vedlikehold", reasonEn = "Maintenance" });
                    break;
                case 6:
                    await admin.UpdateAsync(random.Next(3) == 0 ? HttpMethod.Delete : HttpMethod.Put, "/admin/v1/policies/terms/test", new { mode = "shadow", reason = $"Steg {step}" });
                    break;
                default:
                    // The same two clients wander between the vendors' systems.
                    var to = numbers[random.Next(numbers.Length)];
                    await admin.PostAsJsonAsync("/admin/v1/systems/import", numbers.Select(number => new
                    {
                        id = $"{number}_fag",
                        vendor = new { ID = $"0192:{number}" },
                        name = new { nb = "Fag" },
                        clientId = number == to ? new[] { "wanderer-1", "wanderer-2" } : [],
                        isDeleted = number != to && random.Next(4) == 0,
                    }));
                    break;
            }

            await using var db = database.Open();
            var fresh = await PictureBuilder.BuildAsync(db, RegistryPicture.Empty, TimeProvider.System.GetUtcNow(), CancellationToken.None);
            registry.Picture.AsText().ShouldBe(fresh.AsText(), $"after step {step}");
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Ten_thousand_vendors_refresh_well_within_a_second(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var db = database.Open();
        await db.MigrateAsync(CancellationToken.None);
        foreach (var numbers in Numbers.All().Take(10_000).Chunk(1_000))
        {
            // Past the audit log, for speed: this is about reading.
            var zero = provider == DatabaseProvider.Postgres ? "TIMESTAMPTZ '2026-01-01 00:00:00Z'" : "'2026-01-01 00:00:00'";
            var vendors = string.Join(',', numbers.Select(number => $"('{number}','Leverandør {number}','X',{zero},0,0)"));
            var clients = string.Join(',', numbers.Select(number => $"('client-{number}','{number}')"));
#pragma warning disable EF1002 // The numbers are ours.
            await db.Database.ExecuteSqlRawAsync($"INSERT INTO vendors (\"Number\",\"Name\",\"SearchName\",\"RegisteredAt\",\"PictureVersion\",\"Revision\") VALUES {vendors}");
            await db.Database.ExecuteSqlRawAsync($"INSERT INTO clients (\"Id\",\"Vendor\") VALUES {clients}");
#pragma warning restore EF1002
        }

        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        var picture = await PictureBuilder.BuildAsync(db, RegistryPicture.Empty, Now, CancellationToken.None);
        output.WriteLine($"{provider}: whole picture of {picture.Vendors.Count} vendors in {clock.GetElapsedTime(start).TotalMilliseconds:F0} ms");

        var best = TimeSpan.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            db.ChangeTracker.Clear();
            await using (var change = await RegistryChange.BeginAsync(db, "test", "vendors.update", Now, CancellationToken.None))
            {
                (await db.Vendors.FindAsync(Numbers.First))?.Rename($"Navn {round}");
                (await change.CommitAsync(CancellationToken.None)).ShouldBeTrue();
            }

            start = clock.GetTimestamp();
            var next = await PictureBuilder.BuildAsync(db, picture, Now, CancellationToken.None);
            var refresh = clock.GetElapsedTime(start);
            start = clock.GetTimestamp();
            var wire = JsonSerializer.SerializeToUtf8Bytes(PictureMessage.Since(picture.Version, next), PictureJson.Default.PictureMessage);
            var applied = JsonSerializer.Deserialize(wire, PictureJson.Default.PictureMessage)?.ApplyTo(picture);
            var follow = clock.GetElapsedTime(start);
            output.WriteLine($"{provider}: one of them changed: refresh {refresh.TotalMilliseconds:F0} ms, {wire.Length} bytes on the wire, follower {follow.TotalMilliseconds:F0} ms");
            wire.Length.ShouldBeLessThan(1_000, "one vendor changed, and one is told of");
            applied?.Vendors[VendorId.Parse(Numbers.First)].Name.ShouldBe($"Navn {round}");
            picture = next;
            best = refresh + follow < best ? refresh + follow : best;
        }

        best.ShouldBeLessThan(TimeSpan.FromMilliseconds(500));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Of_changes_at_the_same_time_each_is_in_the_picture_when_it_is_answered(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.As("caseworker");
        foreach (var number in Numbers.All().Take(16))
        {
            await admin.RegisterVendorAsync(number);
        }

        await Task.WhenAll(Numbers.All().Take(16).Select(async number =>
        {
            var hold = await admin.PutHoldAsync(number);
            registry.Picture.Vendors[VendorId.Parse(number)].Holds.ShouldHaveSingleItem().Id.ShouldBe(hold);
        }));
    }

    internal static RegistryPicture Full() => new()
    {
        Epoch = Guid.Parse("6f1cb1a1-5f4c-4b0f-8d4c-2d3cbb5a0001"),
        Version = 42,
        Vendors = new[]
        {
            new VendorPicture
            {
                Id = VendorId.Parse(Numbers.First),
                Name = "Regnskap AS",
                Version = 41,
                Clients = new Dictionary<string, string?>(StringComparer.Ordinal) { ["c1"] = $"{Numbers.First}_a", ["c2"] = null }.ToFrozenDictionary(StringComparer.Ordinal),
                Systems = new[] { $"{Numbers.First}_a" }.ToFrozenSet(StringComparer.Ordinal),
                Integrations = [new IntegrationPicture("melding", AltinnEnvironment.Production, $"{Numbers.First}_a")],
                Holds =
                [
                    new HoldPicture(
                        Guid.Parse("6f1cb1a1-5f4c-4b0f-8d4c-2d3cbb5a0002"), "incident", "1.2.8", Now.AddHours(1), $"{Numbers.First}_a", "c1",
                        OrganisationNumber.Parse(Numbers.Second), "melding", AltinnEnvironment.Test)
                    { From = Now },
                ],
                Acceptances = [new AcceptancePicture("003", Now)],
                Plan = new PlanPicture(5, 50, 0.1, 20),
            },
        }.ToFrozenDictionary(vendor => vendor.Id),
        Policies = new Dictionary<PolicyKey, PolicyMode> { [new PolicyKey("terms", AltinnEnvironment.Test)] = PolicyMode.Shadow }.ToFrozenDictionary(),
        Maintenance = [new MaintenancePicture(Guid.Parse("6f1cb1a1-5f4c-4b0f-8d4c-2d3cbb5a0003"), AltinnEnvironment.Test, "events", Now, null, "Oppgradering", "Upgrade")],
        Terms = [new TermsPicture("003", Now, null)],
    };
}
