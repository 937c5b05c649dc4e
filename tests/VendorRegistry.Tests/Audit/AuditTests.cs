using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Audit;

public sealed class AuditTests
{
    private const string Verification = "/admin/v1/audit/verification";

    [Theory, OnSqlite, OnPostgres]
    public async Task Every_change_leaves_an_entry_that_says_who_did_what_to_what(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.AsEveryone();
        await admin.RegisterVendorAsync(Numbers.First, "Før");
        await admin.UpdateAsync(HttpMethod.Put, $"/admin/v1/vendors/{Numbers.First}", new { name = "Etter" });
        await admin.UpdateAsync(HttpMethod.Put, "/admin/v1/policies/terms/test", new { mode = "shadow", reason = "Innføring" });

        var log = (await admin.GetJsonAsync("/admin/v1/audit")).GetProperty("items");
        log.EnumerateArray().Select(entry => entry.GetProperty("action").GetString()).ShouldBe(["vendors.register", "vendors.update", "policies.set"]);
        var update = log[1];
        update.GetProperty("actor").GetString().ShouldBe("operator-1");
        update.GetProperty("subject").GetString().ShouldBe($"vendors/{Numbers.First}");
        update.GetProperty("change").GetRawText().ShouldBe("""{"name":{"from":"Før","to":"Etter"}}""");
        log[2].TryGetProperty("vendor", out _).ShouldBeFalse();

        var one = await admin.GetJsonAsync($"/admin/v1/audit?vendor={Numbers.First}&limit=1");
        one.GetProperty("items").GetArrayLength().ShouldBe(1);
        var rest = await admin.GetJsonAsync($"/admin/v1/audit?vendor={Numbers.First}&cursor={one.GetProperty("next").GetString()}");
        rest.GetProperty("items").EnumerateArray().Single().GetProperty("sequence").GetInt64().ShouldBe(2);
        rest.TryGetProperty("next", out _).ShouldBeFalse();

        var lines = (await admin.GetStringAsync($"/admin/v1/audit/export?vendor={Numbers.First}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("sequence").GetInt64()).ShouldBe([1, 2]);
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task Tampering_with_any_row_in_any_way_is_found(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.AsEveryone();
        foreach (var number in Numbers.All().Take(6))
        {
            await admin.RegisterVendorAsync(number);
        }

        (await admin.GetJsonAsync(Verification)).GetProperty("isIntact").GetBoolean().ShouldBeTrue();
        await using var db = database.Open();
        var stamp = provider == DatabaseProvider.Postgres ? "TIMESTAMPTZ '2020-01-01 00:00:00Z'" : "'2020-01-01 00:00:00'";
        var zeros = provider == DatabaseProvider.Postgres ? "decode(repeat('00', 32), 'hex')" : "zeroblob(32)";
        string[] fields = [$"\"At\" = {stamp}", "\"Actor\" = 'x'", "\"Action\" = 'x'", "\"Subject\" = 'x'", "\"Vendor\" = '999999999'", "\"Vendor\" = NULL", "\"Change\" = '[]'", $"\"Hash\" = {zeros}"];
        for (var sequence = 1; sequence <= 6; sequence++)
        {
            foreach (var field in fields)
            {
                await TamperAsync(db, sequence, $"UPDATE audit SET {field} WHERE \"Sequence\" = {sequence}");
            }

            await TamperAsync(db, sequence, $"DELETE FROM audit WHERE \"Sequence\" = {sequence}");
        }

        // The first entry's link is zeros already; any other is broken by zeros.
        await TamperAsync(db, 2, $"UPDATE audit SET \"PreviousHash\" = {zeros} WHERE \"Sequence\" = 2");
        (await admin.GetJsonAsync(Verification)).GetProperty("isIntact").GetBoolean().ShouldBeTrue();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_head_noted_elsewhere_shows_that_history_was_not_rewritten_as_a_whole(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.AsEveryone();
        await admin.RegisterVendorAsync(Numbers.First);
        var head = (await admin.GetJsonAsync(Verification)).GetProperty("head").GetString();
        await admin.RegisterVendorAsync(Numbers.Second);

        (await admin.GetJsonAsync($"{Verification}?sequence=1&hash={head}")).GetProperty("isIntact").GetBoolean().ShouldBeTrue();
        var wrong = await admin.GetJsonAsync($"{Verification}?sequence=1&hash={new string('0', 64)}");
        wrong.GetProperty("isIntact").GetBoolean().ShouldBeFalse();
        wrong.GetProperty("holdsAnchor").GetBoolean().ShouldBeFalse();
        (await admin.GetJsonAsync($"{Verification}?sequence=99&hash={head}")).GetProperty("isIntact").GetBoolean().ShouldBeFalse();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Writers_in_several_registries_never_fork_the_chain(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var one = await RegistryHost.StartAsync(database);
        await using var other = await RegistryHost.StartAsync(database);
        var numbers = Numbers.All().Take(48).ToArray();
        var statuses = await Task.WhenAll(numbers.Select(async (number, place) =>
        {
            var admin = (place % 2 == 0 ? one : other).As("caseworker");
            var answer = await admin.PostAsJsonAsync("/admin/v1/vendors", new { organisationNumber = number, name = "Samtidig AS" });
            return answer.StatusCode;
        }));

        statuses.ShouldAllBe(status => status == HttpStatusCode.Created);
        var result = await one.As("auditor").GetJsonAsync(Verification);
        result.GetProperty("isIntact").GetBoolean().ShouldBeTrue(result.GetRawText());
        result.GetProperty("entries").GetInt64().ShouldBe(numbers.Length);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_change_that_fails_leaves_neither_rows_nor_entries_nor_a_version(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.AsEveryone();
        await admin.RegisterVendorAsync(Numbers.First);
        var before = registry.Picture.Version;

        await (await admin.PostAsJsonAsync("/admin/v1/vendors", new { organisationNumber = Numbers.First, name = "Igjen" })).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00004");
        await using var db = database.Open();
        (await db.Audit.CountAsync()).ShouldBe(1);
        (await db.State.SingleAsync()).Version.ShouldBe(before);
    }

    /// <summary>Tampers in a transaction that is taken back after the chain was walked inside it.</summary>
    private static async Task TamperAsync(RegistryDb db, int sequence, string sql)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        (await db.Database.ExecuteSqlRawAsync(sql)).ShouldBe(1);
        var verifier = new VendorRegistry.Audit.AuditVerifier();
        await foreach (var entry in db.Audit.AsNoTracking().OrderBy(entry => entry.Sequence).AsAsyncEnumerable())
        {
            verifier.Next(entry);
        }

        var state = await db.State.AsNoTracking().SingleAsync();
        verifier.End(state.AuditSequence, state.AuditHash);
        verifier.BrokenAt.ShouldBe(sequence, sql);
        await transaction.RollbackAsync();
    }
}
