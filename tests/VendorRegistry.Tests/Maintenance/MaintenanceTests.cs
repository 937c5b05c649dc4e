using System.Net;
using System.Net.Http.Json;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Notices;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Maintenance;

public sealed class MaintenanceTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_window_is_announced_started_and_ended_and_each_can_be_said_twice(DatabaseProvider provider)
    {
        var clock = new ManualClock();
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, clock);
        var admin = registry.As("caseworker");
        using var announced = await admin.PostAsJsonAsync("/admin/v1/maintenance", new
        {
            environment = "production",
            product = "melding",
            from = clock.GetUtcNow().AddDays(7),
            until = clock.GetUtcNow().AddDays(7).AddHours(2),
            reasonNb = "Oppgradering av database",
            reasonEn = "Database upgrade",
        });
        announced.StatusCode.ShouldBe(HttpStatusCode.Created);
        var path = announced.Headers.Location?.ToString() ?? "";
        (await StateAsync(admin, path)).ShouldBe("announced");
        Covers(registry, clock).ShouldBeFalse();

        for (var twice = 0; twice < 2; twice++)
        {
            (await admin.PostAsync($"{path}/start", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
            Covers(registry, clock).ShouldBeTrue();
        }

        await (await admin.UpdateAsync(HttpMethod.Put, path, new { from = clock.GetUtcNow().AddDays(1), reasonNb = "a", reasonEn = "b" }))
            .ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00006");
        for (var twice = 0; twice < 2; twice++)
        {
            (await admin.PostAsync($"{path}/end", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
            Covers(registry, clock).ShouldBeFalse();
        }

        (await StateAsync(admin, path)).ShouldBe("ended");
        await (await admin.PostAsync($"{path}/start", null)).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00006");
        (await registry.As("auditor").GetJsonAsync("/admin/v1/audit")).GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("action").GetString())
            .ShouldBe(["maintenance.announce", "maintenance.start", "maintenance.end"]);
    }

    [Theory, OnSqlite]
    public async Task A_window_starts_and_ends_by_itself_at_its_times(DatabaseProvider provider)
    {
        var clock = new ManualClock();
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, clock);
        var admin = registry.As("caseworker");
        using var announced = await admin.PostAsJsonAsync("/admin/v1/maintenance", new
        {
            environment = "production",
            from = clock.GetUtcNow().AddMinutes(5),
            until = clock.GetUtcNow().AddMinutes(15),
            reasonNb = "Vedlikehold",
            reasonEn = "Maintenance",
        });
        var path = announced.Headers.Location?.ToString() ?? "";
        foreach (var (state, covers) in new[] { ("announced", false), ("started", true), ("ended", false) })
        {
            (await StateAsync(admin, path)).ShouldBe(state);
            Covers(registry, clock).ShouldBe(covers);
            clock.Step(clock.GetUtcNow().AddMinutes(8));
        }
    }

    [Theory, OnSqlite]
    public async Task A_window_names_only_a_notice_that_tells_of_it(DatabaseProvider provider)
    {
        var clock = new ManualClock();
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, clock);
        var admin = registry.As("caseworker");
        var now = clock.GetUtcNow();
        var works = IdOf(await admin.PublishedAsync(NoticeCalls.Works(now.AddHours(1), now.AddHours(3))));
        var over = await admin.PublishedAsync(NoticeCalls.Works(now.AddHours(1), now.AddHours(3)));
        await admin.DoneAsync(over, "withdraw", new { text = NoticeCalls.Words("Avlyst.") });
        var change = IdOf(await admin.DraftAsync(NoticeCalls.Change(now.AddDays(56))));

        foreach (var (notice, environment, product) in new[] { (Guid.NewGuid(), "production", "melding"), (IdOf(over), "production", "melding"), (change, "production", "dialogporten"), (works, "test", "melding"), (works, "production", "events"), (works, "production", null) })
        {
            using var refused = await AnnounceAsync(notice, environment, product);
            await refused.ShouldRefuseAsync(HttpStatusCode.BadRequest, "REG-00002");
            (await refused.JsonAsync()).GetProperty("errors").TryGetProperty("notice", out _).ShouldBeTrue();
        }

        using var announced = await AnnounceAsync(works, "production", "melding");
        announced.StatusCode.ShouldBe(HttpStatusCode.Created, await announced.Content.ReadAsStringAsync());
        registry.Picture.Maintenance.ShouldHaveSingleItem().Notice.ShouldBe(works);
        var path = announced.Headers.Location?.ToString() ?? "";
        (await admin.GetJsonAsync(path)).GetProperty("notice").GetGuid().ShouldBe(works);

        (await admin.UpdateAsync(HttpMethod.Put, path, new { from = now, reasonNb = "a", reasonEn = "b" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        registry.Picture.Maintenance.ShouldHaveSingleItem().Notice.ShouldBeNull("a plan is replaced as a whole");

        Task<HttpResponseMessage> AnnounceAsync(Guid notice, string environment, string? product)
            => admin.PostAsJsonAsync("/admin/v1/maintenance", new { environment, product, from = now, reasonNb = "Oppgradering", reasonEn = "Upgrade", notice });
    }

    private static Guid IdOf(string path) => Guid.Parse(path.Split('/')[^1]);

    private static bool Covers(RegistryHost registry, TimeProvider clock)
        => registry.Picture.Maintenance.Any(window => window.Covers("melding", AltinnEnvironment.Production, clock.GetUtcNow()));

    private static async Task<string?> StateAsync(HttpClient admin, string path) => (await admin.GetJsonAsync(path)).GetProperty("state").GetString();
}
