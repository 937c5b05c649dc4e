using System.Net;
using System.Net.Http.Json;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Appeals;

public sealed class AppealsApiTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    [Theory, OnSqlite, OnPostgres]
    public async Task An_appeal_freezes_escalation_until_it_is_decided_and_a_false_positive_starts_over(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, new ManualClock(Monday));
        var admin = registry.As("caseworker");
        await admin.RegisterVendorAsync(Numbers.First);
        var vendor = registry.AsVendor(Numbers.First);

        var made = await vendor.PostAsJsonAsync("/vendor/v1/appeals", new { product = "melding", statement = "Vi leser bare det kundene åpner." });
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        Conduct(registry).Freezes.ShouldBe([new FreezePicture("melding", new DateTimeOffset(2026, 11, 30, 23, 0, 0, TimeSpan.Zero))]);

        var path = $"/admin/v1/appeals/{(await made.JsonAsync()).GetProperty("id").GetString()}";
        using var read = await admin.GetAsync(path);
        var decided = await admin.SendAsync(HttpMethod.Post, $"{path}/decide", new { outcome = "falsePositive", answer = "Dere har rett." }, read.Headers.ETag?.ToString());
        decided.StatusCode.ShouldBe(HttpStatusCode.OK, await decided.Content.ReadAsStringAsync());
        Conduct(registry).Freezes.ShouldBeEmpty();
        Conduct(registry).Resets.ShouldBe([new ResetPicture("melding", Monday)]);
        (await vendor.GetJsonAsync("/vendor/v1/appeals")).GetProperty("items")[0].GetProperty("answer").GetString().ShouldBe("Dere har rett.");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_vendor_appeals_twice_a_quarter_withdrawn_ones_included(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var clock = new ManualClock(Monday);
        await using var registry = await RegistryHost.StartAsync(database, clock);
        await registry.As("caseworker").RegisterVendorAsync(Numbers.First);
        var vendor = registry.AsVendor(Numbers.First);
        var body = new { statement = "Feil." };

        var first = await vendor.PostAsJsonAsync("/vendor/v1/appeals", body);
        (await vendor.PostAsync($"/vendor/v1/appeals/{(await first.JsonAsync()).GetProperty("id").GetString()}/withdraw", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        Conduct(registry).Freezes.ShouldBeEmpty("an appeal taken back freezes nothing");
        (await vendor.PostAsJsonAsync("/vendor/v1/appeals", body)).StatusCode.ShouldBe(HttpStatusCode.Created);
        await (await vendor.PostAsJsonAsync("/vendor/v1/appeals", body)).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00019");

        clock.Step(new DateTimeOffset(2027, 1, 2, 8, 0, 0, TimeSpan.Zero));
        (await vendor.PostAsJsonAsync("/vendor/v1/appeals", body)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Theory, OnSqlite]
    public async Task An_operator_decides_and_does_not_withdraw(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, new ManualClock(Monday));
        var admin = registry.As("caseworker");
        await admin.RegisterVendorAsync(Numbers.First);
        var made = await registry.AsVendor(Numbers.First).PostAsJsonAsync("/vendor/v1/appeals", new { statement = "Feil." });
        var path = $"/admin/v1/appeals/{(await made.JsonAsync()).GetProperty("id").GetString()}/decide";

        foreach (var outcome in new[] { "open", "withdrawn" })
        {
            await (await admin.SendAsync(HttpMethod.Post, path, new { outcome, answer = "Nei" }, "*")).ShouldRefuseAsync(HttpStatusCode.BadRequest, "REG-00002");
        }
    }

    private static ConductPicture Conduct(RegistryHost registry) => registry.Picture.Vendors[VendorId.Parse(Numbers.First)].Conduct;
}
