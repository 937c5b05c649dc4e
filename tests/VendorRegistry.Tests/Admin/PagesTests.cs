using System.Globalization;
using System.Net.Http.Json;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Admin;

public sealed class PagesTests
{
    private const string Vendor = "/admin/v1/vendors/";

    [Theory, OnSqlite, OnPostgres]
    public async Task Every_list_is_the_same_in_pages_of_any_length(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var clock = new ManualClock();
        await using var registry = await RegistryHost.StartAsync(database, clock);
        var admin = registry.AsEveryone();
        await FillAsync(admin, clock);

        foreach (var (list, id, count) in new[]
        {
            ("/admin/v1/vendors", "organisationNumber", 2), ($"{Vendor}{Numbers.First}/systems", "id", 7), ($"{Vendor}{Numbers.First}/clients", "clientId", 7),
            ($"{Vendor}{Numbers.First}/acceptances", "version", 7), ($"{Vendor}{Numbers.First}/integrations", "id", 7), ($"{Vendor}{Numbers.First}/holds", "id", 7),
            ($"{Vendor}{Numbers.First}/holds?inForce=true", "id", 4), ($"{Vendor}{Numbers.First}/holds?inForce=false", "id", 3), ("/admin/v1/terms", "version", 7),
            ("/admin/v1/maintenance", "id", 7), ($"{Vendor}{Numbers.First}/contacts", "id", 7), ("/admin/v1/notices", "id", 7), ("/admin/v1/notices?product=melding", "id", 5), ("/admin/v1/notices?kind=maintenance&state=drafted", "id", 4),
            ("/admin/v1/audit", "sequence", 68), ($"/admin/v1/audit?vendor={Numbers.Second}", "sequence", 2),
        })
        {
            var whole = await ReadAsync(admin, list, id, limit: 500);
            whole.Count.ShouldBe(count, list);
            whole.Distinct().Count().ShouldBe(count, list);
            foreach (var limit in new[] { 1, 2, 3, 7 })
            {
                (await ReadAsync(admin, list, id, limit)).ShouldBe(whole, $"{list} by {limit}");
            }
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_lifted_between_two_pages_does_not_hide_what_follows(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, new ManualClock());
        var admin = registry.As("caseworker");
        await admin.RegisterVendorAsync(Numbers.First);
        for (var i = 0; i < 4; i++)
        {
            await admin.PutHoldAsync(Numbers.First);
        }

        var list = $"{Vendor}{Numbers.First}/holds?inForce=true";
        var first = await admin.GetJsonAsync($"{list}&limit=2");
        await admin.LiftHoldAsync(Numbers.First, first.GetProperty("items")[1].GetProperty("id").GetGuid());

        (await admin.GetJsonAsync($"{list}&limit=2&cursor={first.GetProperty("next").GetString()}")).GetProperty("items").GetArrayLength().ShouldBe(2);
    }

    /// <summary>Seven of everything, most of it in the same instant.</summary>
    private static async Task FillAsync(HttpClient admin, ManualClock clock)
    {
        await admin.RegisterVendorAsync(Numbers.First);
        await admin.RegisterVendorAsync(Numbers.Second);
        await admin.PutHoldAsync(Numbers.Second);
        var holds = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            if (i == 4)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
            }

            var version = i.ToString("000", CultureInfo.InvariantCulture);
            holds.Add(await admin.PutHoldAsync(Numbers.First, new { ground = "incident", reason = "x", until = i == 0 ? clock.GetUtcNow().AddSeconds(1) : (DateTimeOffset?)null }));
            await OkAsync(admin.PutAsync($"{Vendor}{Numbers.First}/clients/client-{i}", null));
            await OkAsync(admin.PostAsJsonAsync("/admin/v1/terms", new { version, inForceFrom = clock.GetUtcNow().AddDays(10 - i), changeLogNb = "Ny", changeLogEn = "New" }));
            await OkAsync(admin.PostAsJsonAsync($"{Vendor}{Numbers.First}/acceptances", new { version }));
            await OkAsync(admin.PostAsJsonAsync($"{Vendor}{Numbers.First}/integrations", new
            {
                product = new[] { "dialogporten", "melding", "formidling", "systembruker", "events", "apps", "autentisering" }[i],
                environment = "test",
                purpose = "Levere oppgaver",
            }));
            await OkAsync(admin.PostAsJsonAsync($"{Vendor}{Numbers.First}/contacts", new { address = $"drift{i}@example.no" }));
            await OkAsync(admin.PostAsJsonAsync("/admin/v1/maintenance", new { environment = "test", from = clock.GetUtcNow().AddDays(i % 3), reasonNb = "Vedlikehold", reasonEn = "Maintenance" }));
            await OkAsync(admin.PostAsJsonAsync("/admin/v1/notices", new { kind = i % 2 == 0 ? "maintenance" : "incident", impact = "minor", products = i % 3 == 2 ? ["apps", "dialogporten"] : i % 3 == 1 ? new[] { "dialogporten", "melding" } : null }));
            await OkAsync(admin.PostAsJsonAsync("/admin/v1/systems/import", new { id = $"{Numbers.First}_{(char)('g' - i)}", vendor = new { ID = $"0192:{Numbers.First}" }, name = new { nb = "Fag" } }));
        }

        await admin.LiftHoldAsync(Numbers.First, holds[2]);
        await admin.LiftHoldAsync(Numbers.First, holds[5]);
    }

    private static async Task OkAsync(Task<HttpResponseMessage> call)
    {
        using var answer = await call;
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    private static async Task<List<string>> ReadAsync(HttpClient admin, string list, string id, int limit)
    {
        var all = new List<string>();
        string? cursor = null;
        do
        {
            var page = await admin.GetJsonAsync($"{list}{(list.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={limit}{(cursor is null ? "" : $"&cursor={cursor}")}");
            all.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty(id).ToString()));
            page.GetProperty("items").GetArrayLength().ShouldBeInRange(1, limit);
            cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return all;
    }
}
