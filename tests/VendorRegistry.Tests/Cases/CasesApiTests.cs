using System.Net;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.Grains.Scraping;
using Digdir.Altinn.VendorRegistry.Evidence;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Cases;

public sealed class CasesApiTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Evidence_of_scraping_becomes_one_proposed_case_that_a_person_reads_and_dismisses(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        await registry.TellAsync(Numbers.First, Scraping(1), Scraping(2));
        await registry.TellAsync(Numbers.First, Scraping(3));
        var admin = registry.As("caseworker");

        var listed = (await admin.GetJsonAsync($"/admin/v1/cases?state=proposed&vendor={Numbers.First}")).GetProperty("items");
        listed.GetArrayLength().ShouldBe(1);
        var path = $"/admin/v1/cases/{listed[0].GetProperty("id").GetString()}";
        (await admin.GetJsonAsync(path)).GetProperty("kind").GetString().ShouldBe("scraping");
        (await admin.GetJsonAsync(path)).GetProperty("evidenceCount").GetInt64().ShouldBe(3);
        var evidence = (await admin.GetJsonAsync($"{path}/evidence")).GetProperty("items");
        evidence.EnumerateArray().Select(item => item.GetProperty("figures").GetProperty("scraping").GetProperty("subject").GetProperty("score").GetDouble()).ShouldBe([3, 2, 1]);
        evidence[0].GetProperty("finding").GetString().ShouldBe("S13");

        await (await admin.GetAsync("/admin/v1/cases?state=1")).ShouldRefuseAsync(HttpStatusCode.BadRequest, "REG-00002");
        using var read = await admin.GetAsync(path);
        (await admin.SendAsync(HttpMethod.Post, $"{path}/dismiss", new { reason = "Avtalt migrering" }, read.Headers.ETag?.ToString())).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var after = await admin.GetAsync(path);
        var decided = await after.JsonAsync();
        (decided.GetProperty("state").GetString(), decided.GetProperty("reason").GetString()).ShouldBe(("dismissed", "Avtalt migrering"));
        await (await admin.SendAsync(HttpMethod.Post, $"{path}/accept", new { reason = "Likevel" }, after.Headers.ETag?.ToString())).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00006");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_told_twice_is_kept_once_and_a_decided_case_is_not_opened_again_by_it(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var proposal = Polling(1);
        await registry.TellAsync(Numbers.First, proposal);
        var admin = registry.As("caseworker");
        var path = $"/admin/v1/cases/{(await admin.GetJsonAsync("/admin/v1/cases")).GetProperty("items")[0].GetProperty("id").GetString()}";
        using var read = await admin.GetAsync(path);
        (await admin.SendAsync(HttpMethod.Post, $"{path}/accept", new { reason = "Følges opp" }, read.Headers.ETag?.ToString())).StatusCode.ShouldBe(HttpStatusCode.OK);

        await registry.TellAsync(Numbers.First, proposal);
        (await admin.GetJsonAsync("/admin/v1/cases")).GetProperty("items").GetArrayLength().ShouldBe(1);
        await registry.TellAsync(Numbers.First, Polling(2));
        (await admin.GetJsonAsync("/admin/v1/cases")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("state").GetString()).ShouldBe(["proposed", "accepted"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Evidence_in_shadow_is_kept_and_proposes_nothing(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        await registry.TellAsync(Numbers.First, Polling(1) with { Shadow = true });
        var admin = registry.As("reader");

        (await admin.GetJsonAsync("/admin/v1/cases")).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await admin.GetJsonAsync($"/admin/v1/vendors/{Numbers.First}/evidence")).GetProperty("items")[0].GetProperty("shadow").GetBoolean().ShouldBeTrue();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_long_history_is_read_page_by_page_the_newest_first(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        await registry.TellAsync(Numbers.First, [.. Enumerable.Range(1, 7).Select(score => Polling(score) with { Kind = ConductEventKind.Finding, At = 1000 * (score / 3) })]);
        var admin = registry.As("reader");

        List<double> seen = [];
        string? cursor = null;
        do
        {
            var page = await admin.GetJsonAsync($"/admin/v1/vendors/{Numbers.First}/evidence?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("figures").GetProperty("polling").GetProperty("excess").GetDouble()));
            cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        seen.Order().ShouldBe([1, 2, 3, 4, 5, 6, 7]);
        seen.Select(score => (int)score / 3).ShouldBe([2, 2, 1, 1, 1, 0, 0]);
    }

    internal static ConductEvent Polling(double excess) => new()
    {
        Id = Guid.NewGuid(),
        At = 1_793_606_400_000 + (long)(1000 * excess),
        Kind = ConductEventKind.CaseProposed,
        Group = new ReadGroup("dialogporten", ReadClass.List),
        From = Level.Hard,
        To = Level.ClosureCase,
        Figures = new GroupFigures { Group = new ReadGroup("dialogporten", ReadClass.List), At = 1_793_606_400_000, HalfLifeMs = 86_400_000, Penalty = new PenaltyReading(1200, 3000, 300), Excess = excess },
    };

    internal static ConductEvent Scraping(double score) => new()
    {
        Id = Guid.NewGuid(),
        At = 1_793_606_400_000 + (long)(1000 * score),
        Kind = ConductEventKind.ScrapingProposed,
        Scraping = new ProposedCase(
            1_793_606_400_000,
            new SubjectView(
                Surface.MachineToken, 0xfedcba9876543210, 1_793_606_400_000, 1_793_606_400_000, 500, score, ScrapingVerdict.Case,
                [new SignalFinding("S13", SignalGroup.Enumeration, "OAT-011", 6, new Explanation("Teller seg gjennom.", "Counts through."))],
                [new GroupSum(SignalGroup.Enumeration, 6)]),
            [new SampledCall(1_793_606_400_000, new ReadGroup("apps", ReadClass.Thing), 7, 404, 12, 0xdeadbeef, 1)]),
    };
}

/// <summary>What the detectors tell, in the words of the tests.</summary>
internal static class Tellings
{
    public static async Task TellAsync(this RegistryHost registry, string vendor, params ConductEvent[] events)
    {
        await using var scope = registry.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<EvidenceIntake>().TakeAsync(VendorId.Parse(vendor), events, CancellationToken.None);
    }
}
