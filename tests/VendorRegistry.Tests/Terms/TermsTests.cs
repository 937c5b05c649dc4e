using System.Net;
using System.Net.Http.Json;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Standing;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Terms;

public sealed class TermsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_vendor_lacks_the_terms_from_when_acceptance_is_due_until_it_accepts(DatabaseProvider provider)
    {
        var clock = new ManualClock();
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, clock);
        var admin = registry.AsEveryone();
        await admin.RegisterVendorAsync(Numbers.First);
        var now = clock.GetUtcNow();
        (await admin.PostAsJsonAsync("/admin/v1/terms", new { version = "003", inForceFrom = now, acceptanceDue = now.AddDays(30), changeLogNb = "Ny", changeLogEn = "New" })).StatusCode.ShouldBe(HttpStatusCode.Created);

        string? Missing(DateTimeOffset at) => StandingRules.MissingTerms(registry.Picture, registry.Picture.Vendors[VendorId.Parse(Numbers.First)], at)?.Version;
        Missing(now.AddDays(30).AddTicks(-1)).ShouldBeNull();
        Missing(now.AddDays(30)).ShouldBe("003");
        var acceptances = $"/admin/v1/vendors/{Numbers.First}/acceptances";
        (await admin.PostAsJsonAsync(acceptances, new { version = "003", representative = "Kari Nordmann", maskinportenTerms = true, idPortenTerms = true })).StatusCode.ShouldBe(HttpStatusCode.Created);
        Missing(now.AddDays(30)).ShouldBeNull();
        await (await admin.PostAsJsonAsync(acceptances, new { version = "003" })).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00004");
        await (await admin.PostAsJsonAsync(acceptances, new { version = "003", acceptedAt = now.AddDays(1) })).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00004");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_accepted_is_kept_as_a_keyed_hash_and_nowhere_else(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.AsEveryone();
        await admin.RegisterVendorAsync(Numbers.First);
        await admin.PostAsJsonAsync("/admin/v1/terms", new { version = "003", inForceFrom = "2026-01-01T00:00:00Z", changeLogNb = "Ny", changeLogEn = "New" });
        (await admin.PostAsJsonAsync($"/admin/v1/vendors/{Numbers.First}/acceptances", new { version = "003", representative = "08844397713" })).StatusCode.ShouldBe(HttpStatusCode.Created);

        await using var db = database.Open();
        var kept = (await db.Acceptances.SingleAsync()).Representative.ShouldNotBeNull();
        kept.Length.ShouldBe(64);
        (await admin.GetStringAsync("/admin/v1/audit")).ShouldNotContain("08844397713");
        (await admin.GetStringAsync($"/admin/v1/vendors/{Numbers.First}/acceptances")).ShouldNotContain(kept);
    }

    [Theory, OnSqlite]
    public async Task Without_a_key_no_reference_is_kept(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, settings: new() { ["Registry:ReferenceKey"] = null });
        var admin = registry.AsEveryone();
        await admin.RegisterVendorAsync(Numbers.First);
        await admin.PostAsJsonAsync("/admin/v1/terms", new { version = "003", inForceFrom = "2026-01-01T00:00:00Z", changeLogNb = "Ny", changeLogEn = "New" });
        await admin.PostAsJsonAsync($"/admin/v1/vendors/{Numbers.First}/acceptances", new { version = "003", representative = "Kari" });
        await using var db = database.Open();
        (await db.Acceptances.SingleAsync()).Representative.ShouldBeNull();
    }

    [Theory, OnSqlite]
    public async Task A_version_in_force_keeps_its_date_and_no_two_have_the_same(DatabaseProvider provider)
    {
        var clock = new ManualClock();
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, clock);
        var admin = registry.As("approver");
        var now = clock.GetUtcNow();
        object Version(string name, DateTimeOffset from) => new { version = name, inForceFrom = from, changeLogNb = "Ny", changeLogEn = "New" };
        await admin.PostAsJsonAsync("/admin/v1/terms", Version("003", now));
        await (await admin.PostAsJsonAsync("/admin/v1/terms", Version("004", now))).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00004");
        await (await admin.PostAsJsonAsync("/admin/v1/terms", Version("003", now.AddDays(1)))).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00004");

        object Change(DateTimeOffset from) => new { inForceFrom = from, acceptanceDue = now.AddDays(60), changeLogNb = "Rettet", changeLogEn = "Corrected" };
        await (await admin.UpdateAsync(HttpMethod.Put, "/admin/v1/terms/003", Change(now.AddDays(1)))).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00006");
        (await admin.UpdateAsync(HttpMethod.Put, "/admin/v1/terms/003", Change(now))).StatusCode.ShouldBe(HttpStatusCode.OK);
        registry.Picture.Terms.ShouldHaveSingleItem().AcceptanceDue.ShouldBe(now.AddDays(60));
    }
}
