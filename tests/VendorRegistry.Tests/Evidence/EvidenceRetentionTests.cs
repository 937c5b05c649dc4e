using System.Net;
using System.Text.Json;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Evidence;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Cases;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Evidence;

/// <summary>Evidence is kept as long as it may be needed, and no longer.</summary>
public sealed class EvidenceRetentionTests
{
    private readonly ManualClock _clock = new();

    [Theory, OnSqlite, OnPostgres]
    public async Task Evidence_goes_after_thirteen_months_and_with_its_case_and_an_undecided_case_stays(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, _clock);
        await registry.TellAsync(Numbers.First, Now(CasesApiTests.Scraping(1)), Now(CasesApiTests.Polling(1)), Now(CasesApiTests.Polling(2) with { Kind = ConductEventKind.LevelRisen }));
        await registry.TellAsync(Numbers.Second, Now(CasesApiTests.Polling(1)));
        await DecideAsync(registry, Numbers.First, "scraping", "dismiss");
        await DecideAsync(registry, Numbers.First, "polling", "accept");

        await TidyAfterAsync(months: 13, minus: TimeSpan.FromMinutes(1), registry, gone: 0);
        await TidyAfterAsync(months: 0, minus: TimeSpan.FromMinutes(-2), registry, gone: 3);
        (await KindsAsync(registry, Numbers.First)).ShouldBe(["caseProposed"], "of the accepted case");
        (await StatesAsync(registry)).ShouldBe(["accepted", "proposed"], ignoreOrder: true);

        await TidyAfterAsync(months: 47, minus: TimeSpan.FromDays(1), registry, gone: 0);
        await TidyAfterAsync(months: 0, minus: TimeSpan.FromDays(-2), registry, gone: 2);
        (await KindsAsync(registry, Numbers.First)).ShouldBeEmpty();
        (await StatesAsync(registry)).ShouldBe(["proposed"]);
        (await KindsAsync(registry, Numbers.Second)).ShouldBe(["caseProposed"], "nobody has decided about it");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_audit_log_says_how_many_went_and_never_held_what_they_said(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, _clock);
        foreach (var some in Enumerable.Range(0, EvidenceRetention.MostInChange + 10).Chunk(300))
        {
            await registry.TellAsync(Numbers.First, [.. some.Select(number => Now(CasesApiTests.Polling(1) with { Kind = ConductEventKind.Finding }))]);
        }

        await TidyAfterAsync(months: 14, minus: TimeSpan.Zero, registry, gone: EvidenceRetention.MostInChange + 10);

        var audit = registry.As("auditor");
        var entries = new List<JsonElement>();
        for (var page = await audit.GetJsonAsync("/admin/v1/audit?limit=100"); ; page = await audit.GetJsonAsync($"/admin/v1/audit?limit=100&cursor={page.GetProperty("next").GetString()}"))
        {
            entries.AddRange(page.GetProperty("items").EnumerateArray());
            if (!page.TryGetProperty("next", out _))
            {
                break;
            }
        }

        entries.Where(entry => entry.GetProperty("action").GetString() == EvidenceRetention.Action).Select(entry => entry.GetProperty("change").GetProperty("evidence").GetProperty("from").GetInt64())
            .ShouldBe([EvidenceRetention.MostInChange, 10]);
        entries[0].GetProperty("change").GetProperty("figures").GetProperty("to").GetString().ShouldStartWith("sha256:");
        (await audit.GetJsonAsync("/admin/v1/audit/verification")).GetProperty("isIntact").GetBoolean().ShouldBeTrue();
    }

    /// <summary>As the detectors tell it now.</summary>
    private ConductEvent Now(ConductEvent told) => told with { Id = Guid.CreateVersion7(_clock.GetUtcNow()), At = _clock.GetUtcNow().ToUnixTimeMilliseconds() };

    private async Task TidyAfterAsync(int months, TimeSpan minus, RegistryHost registry, int gone)
    {
        _clock.Step(_clock.GetUtcNow().AddMonths(months) - minus);
        (await registry.Services.GetRequiredService<EvidenceRetention>().TidyAsync(CancellationToken.None)).ShouldBe(gone);
    }

    private static async Task DecideAsync(RegistryHost registry, string vendor, string kind, string outcome)
    {
        var admin = registry.As("caseworker");
        var found = (await admin.GetJsonAsync($"/admin/v1/cases?vendor={vendor}")).GetProperty("items").EnumerateArray().Single(item => item.GetProperty("kind").GetString() == kind);
        var path = $"/admin/v1/cases/{found.GetProperty("id").GetString()}";
        using var read = await admin.GetAsync(path);
        (await admin.SendAsync(HttpMethod.Post, $"{path}/{outcome}", new { reason = "Vurdert" }, read.Headers.ETag?.ToString())).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<string?[]> KindsAsync(RegistryHost registry, string vendor)
        => [.. (await registry.As("reader").GetJsonAsync($"/admin/v1/vendors/{vendor}/evidence")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("kind").GetString())];

    private static async Task<string?[]> StatesAsync(RegistryHost registry)
        => [.. (await registry.As("reader").GetJsonAsync("/admin/v1/cases")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("state").GetString())];
}
