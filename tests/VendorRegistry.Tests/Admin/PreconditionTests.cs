using System.Net;
using System.Net.Http.Json;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Admin;

public sealed class PreconditionTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task An_update_needs_the_tag_of_what_it_changes(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.AsEveryone();
        await admin.RegisterVendorAsync(Numbers.First);
        var vendor = $"/admin/v1/vendors/{Numbers.First}";
        var integration = (await admin.PostAsJsonAsync($"{vendor}/integrations", new { product = "melding", environment = "test", purpose = "Levere" })).Headers.Location?.ToString() ?? "";
        var maintenance = (await admin.PostAsJsonAsync("/admin/v1/maintenance", new { environment = "test", from = "2099-01-01T00:00:00Z", reasonNb = "a", reasonEn = "b" })).Headers.Location?.ToString() ?? "";
        var terms = (await admin.PostAsJsonAsync("/admin/v1/terms", new { version = "003", inForceFrom = "2099-01-01T00:00:00Z", changeLogNb = "a", changeLogEn = "b" })).Headers.Location?.ToString() ?? "";
        var contact = (await admin.PostAsJsonAsync($"{vendor}/contacts", new { address = "drift@example.no" })).Headers.Location?.ToString() ?? "";
        var notice = (await admin.PostAsJsonAsync("/admin/v1/notices", new { kind = "information" })).Headers.Location?.ToString() ?? "";
        (string Path, object Body)[] updates =
        [
            (vendor, new { name = "Nytt navn" }),
            ($"{vendor}/plan", new { rate = 1, burst = 10 }),
            (integration, new { purpose = "Hente" }),
            (contact, new { address = "vakt@example.no" }),
            (maintenance, new { from = "2099-01-02T00:00:00Z", reasonNb = "c", reasonEn = "d" }),
            (terms, new { inForceFrom = "2099-01-02T00:00:00Z", changeLogNb = "c", changeLogEn = "d" }),
            ("/admin/v1/policies/terms/test", new { mode = "shadow", reason = "Innføring" }),
            ("/admin/v1/ceiling", new { level = "notice", reason = "Innføring" }),
            ($"{vendor}/ceiling", new { level = "soft", reason = "Innføring" }),
            (notice, new { kind = "information", impact = "minor" }),
        ];
        updates.Length.ShouldBe(Door.Of(registry).Count(door => door.NeedsTag && door.Method == "PUT"));
        foreach (var (path, body) in updates)
        {
            await (await admin.SendAsync(HttpMethod.Put, path, body, null)).ShouldRefuseAsync(HttpStatusCode.PreconditionRequired, "REG-00008");
            await (await admin.SendAsync(HttpMethod.Put, path, body, "nonsense")).ShouldRefuseAsync(HttpStatusCode.PreconditionFailed, "REG-00007");
            using var read = await admin.GetAsync(path);
            var tag = read.Headers.ETag?.ToString();
            await (await admin.SendAsync(HttpMethod.Put, path, body, $"W/{tag}")).ShouldRefuseAsync(HttpStatusCode.PreconditionFailed, "REG-00007");

            using var updated = await admin.SendAsync(HttpMethod.Put, path, body, tag);
            updated.StatusCode.ShouldBe(HttpStatusCode.OK, path + await updated.Content.ReadAsStringAsync());
            updated.Headers.ETag?.ToString().ShouldNotBe(tag);
            using var stale = await admin.SendAsync(HttpMethod.Put, path, body, tag);
            await stale.ShouldRefuseAsync(HttpStatusCode.PreconditionFailed, "REG-00007");
            (await stale.JsonAsync()).GetProperty("currentETag").GetString().ShouldBe(updated.Headers.ETag?.ToString());
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_tag_of_something_deleted_does_not_fit_what_is_made_in_its_place(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.AsEveryone();
        const string Path = "/admin/v1/policies/terms/test";
        using var first = await admin.UpdateAsync(HttpMethod.Put, Path, new { mode = "shadow", reason = "a" });
        (await admin.UpdateAsync(HttpMethod.Delete, Path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await admin.UpdateAsync(HttpMethod.Put, Path, new { mode = "off", reason = "b" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await (await admin.SendAsync(HttpMethod.Put, Path, new { mode = "enforce", reason = "c" }, first.Headers.ETag?.ToString()))
            .ShouldRefuseAsync(HttpStatusCode.PreconditionFailed, "REG-00007");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Of_several_who_update_at_once_one_wins_and_the_others_are_told(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var one = await RegistryHost.StartAsync(database);
        await using var other = await RegistryHost.StartAsync(database);
        await one.As("caseworker").RegisterVendorAsync(Numbers.First);
        var path = $"/admin/v1/vendors/{Numbers.First}";
        using var read = await one.As("reader").GetAsync(path);
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(place =>
            (place % 2 == 0 ? one : other).As("caseworker").SendAsync(HttpMethod.Put, path, new { name = $"Navn {place}" }, read.Headers.ETag?.ToString())));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed).ShouldBe(9);
    }
}
