using System.Net;
using System.Net.Http.Json;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Concessions;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Concessions;

public sealed class ConcessionsApiTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    [Theory, OnSqlite, OnPostgres]
    public async Task Extra_grace_is_in_the_picture_at_once_and_gone_when_withdrawn(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, new ManualClock(Start));
        var admin = registry.As("caseworker");
        await admin.RegisterVendorAsync(Numbers.First);
        var path = $"/admin/v1/vendors/{Numbers.First}/concessions";

        var answer = await admin.PostAsJsonAsync(path, new { kind = "grace", product = "melding", factor = 6, until = Start.AddDays(30), reason = "Eldre fagsystem" });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        Conduct(registry).Concessions.ShouldBe([new ConcessionPicture(ConcessionKind.Grace, "melding", Start, Start.AddDays(30), 6)]);

        var id = (await answer.JsonAsync()).GetProperty("id").GetString();
        (await admin.PostAsync($"{path}/{id}/withdraw", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        Conduct(registry).IsNone.ShouldBeTrue();
        (await admin.GetJsonAsync(path)).GetProperty("items").GetArrayLength().ShouldBe(1, "what was given stays on record");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_vendor_announces_a_week_of_work_twice_a_year_and_no_more(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, new ManualClock(Start));
        await registry.As("caseworker").RegisterVendorAsync(Numbers.First);
        var vendor = registry.AsVendor(Numbers.First);
        var week = new { product = "dialogporten", from = Start.AddDays(1), until = Start.AddDays(8), reason = "Førstegangs synkronisering" };

        var first = await vendor.PostAsJsonAsync("/vendor/v1/declared-work", week);
        first.StatusCode.ShouldBe(HttpStatusCode.Created, await first.Content.ReadAsStringAsync());
        (await vendor.PostAsJsonAsync("/vendor/v1/declared-work", week)).StatusCode.ShouldBe(HttpStatusCode.Created);
        await (await vendor.PostAsJsonAsync("/vendor/v1/declared-work", week)).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00019");

        // Withdrawn before it began it does not count, so another can be announced.
        (await vendor.PostAsync($"/vendor/v1/declared-work/{(await first.JsonAsync()).GetProperty("id").GetString()}/withdraw", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await vendor.PostAsJsonAsync("/vendor/v1/declared-work", week)).StatusCode.ShouldBe(HttpStatusCode.Created);
        Conduct(registry).Concessions.Length.ShouldBe(2);
    }

    [Theory, OnSqlite]
    public async Task Work_that_is_too_long_over_or_far_away_is_not_announced(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, new ManualClock(Start));
        await registry.As("caseworker").RegisterVendorAsync(Numbers.First);
        var vendor = registry.AsVendor(Numbers.First);

        foreach (var (from, until) in new[] { (0, 8.0), (-2, -1.0), (-2, 2.0), (100, 101.0), (1, 1.0), (2, 1.0) })
        {
            var body = new { from = Start.AddDays(from), until = Start.AddDays(until), reason = "Migrering" };
            await (await vendor.PostAsJsonAsync("/vendor/v1/declared-work", body)).ShouldRefuseAsync(HttpStatusCode.BadRequest, "REG-00002");
        }

        Conduct(registry).IsNone.ShouldBeTrue();
    }

    [Theory, OnSqlite]
    public async Task One_vendor_neither_sees_nor_ends_what_another_was_given(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, new ManualClock(Start));
        await registry.As("caseworker").RegisterVendorAsync(Numbers.First);
        await registry.As("caseworker").RegisterVendorAsync(Numbers.Second, "Annen AS");
        var given = await registry.AsVendor(Numbers.First).PostAsJsonAsync("/vendor/v1/declared-work", new { until = Start.AddDays(2), reason = "Migrering" });
        var id = (await given.JsonAsync()).GetProperty("id").GetString();
        var other = registry.AsVendor(Numbers.Second);

        (await other.GetJsonAsync("/vendor/v1/declared-work")).GetProperty("items").GetArrayLength().ShouldBe(0);
        await (await other.PostAsync($"/vendor/v1/declared-work/{id}/withdraw", null)).ShouldRefuseAsync(HttpStatusCode.NotFound, "REG-00003");
        Conduct(registry).Concessions.Length.ShouldBe(1);
    }

    private static ConductPicture Conduct(RegistryHost registry) => registry.Picture.Vendors[VendorId.Parse(Numbers.First)].Conduct;
}
