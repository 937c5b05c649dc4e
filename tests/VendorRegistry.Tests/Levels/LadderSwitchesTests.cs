using System.Net;
using System.Net.Http.Json;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Levels;

public sealed class LadderSwitchesTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    [Theory, OnSqlite, OnPostgres]
    public async Task The_kill_switch_is_in_the_picture_at_once_for_one_vendor_and_for_all(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, new ManualClock(Start));
        await registry.As("caseworker").RegisterVendorAsync(Numbers.First);
        var admin = registry.As("approver");

        foreach (var (path, read) in new (string, Func<Level?>)[]
        {
            ("/admin/v1/ceiling", () => registry.Picture.Ceiling),
            ($"/admin/v1/vendors/{Numbers.First}/ceiling", () => registry.Picture.Vendors[VendorId.Parse(Numbers.First)].Conduct.Ceiling),
        })
        {
            read().ShouldBeNull();
            var set = await admin.UpdateAsync(HttpMethod.Put, path, new { level = "notice", reason = "Feil i detektoren" });
            set.StatusCode.ShouldBe(HttpStatusCode.OK, await set.Content.ReadAsStringAsync());
            read().ShouldBe(Level.Notice);
            (await admin.UpdateAsync(HttpMethod.Delete, path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
            read().ShouldBeNull();
        }

        await (await registry.As("caseworker").UpdateAsync(HttpMethod.Put, "/admin/v1/ceiling", new { level = "clear", reason = "x" })).ShouldRefuseAsync(HttpStatusCode.Forbidden, "REG-00012");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Protected_days_are_whole_days_in_Oslo_across_the_change_to_summer_time(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, new ManualClock(Start));
        var admin = registry.As("approver");

        var added = await admin.PostAsJsonAsync("/admin/v1/protected-days", new { name = "Skattemelding", first = "2027-03-27", last = "2027-03-28" });
        added.StatusCode.ShouldBe(HttpStatusCode.Created, await added.Content.ReadAsStringAsync());
        registry.Picture.Protected.ShouldBe([new ProtectedPicture(new(2027, 3, 26, 23, 0, 0, TimeSpan.Zero), new(2027, 3, 28, 22, 0, 0, TimeSpan.Zero))]);
        var listed = (await admin.GetJsonAsync("/admin/v1/protected-days")).GetProperty("items")[0];
        (listed.GetProperty("first").GetString(), listed.GetProperty("last").GetString()).ShouldBe(("2027-03-27", "2027-03-28"));

        (await admin.DeleteAsync($"/admin/v1/protected-days/{listed.GetProperty("id").GetString()}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        registry.Picture.Protected.ShouldBeEmpty();
    }

    [Theory, OnSqlite]
    public async Task A_month_and_more_is_not_protected_in_one_go(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, new ManualClock(Start));
        var admin = registry.As("approver");

        foreach (var body in new object[] { new { name = "For lenge", first = "2027-03-01", last = "2027-04-01" }, new { name = "Bakvendt", first = "2027-03-02", last = "2027-03-01" }, new { name = "Aldri" }, new { first = "2027-03-02" } })
        {
            await (await admin.PostAsJsonAsync("/admin/v1/protected-days", body)).ShouldRefuseAsync(HttpStatusCode.BadRequest, "REG-00002");
        }
    }
}
