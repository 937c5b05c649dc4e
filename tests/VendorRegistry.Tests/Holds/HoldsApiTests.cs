using System.Net;
using System.Net.Http.Json;
using Digdir.Altinn.Grains;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Holds;

public sealed class HoldsApiTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_hold_is_in_the_picture_when_the_answer_comes_and_lifting_it_leaves_the_others(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.As("caseworker");
        await admin.RegisterVendorAsync(Numbers.First);
        var first = await admin.PutHoldAsync(Numbers.First);
        var second = await admin.PutHoldAsync(Numbers.First, new { ground = "excessivePolling", reason = "Sjekker hvert sekund", product = "melding", environment = "production" });

        registry.Picture.Vendors[VendorId.Parse(Numbers.First)].Holds.Select(hold => hold.Id).ShouldBe([first, second]);
        await admin.LiftHoldAsync(Numbers.First, first);
        registry.Picture.Vendors[VendorId.Parse(Numbers.First)].Holds.Select(hold => hold.Id).ShouldBe([second]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Putting_the_same_hold_again_changes_nothing_and_another_under_its_id_is_refused(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.As("caseworker");
        await admin.RegisterVendorAsync(Numbers.First);
        var path = $"/admin/v1/vendors/{Numbers.First}/holds/{Guid.NewGuid()}";
        var order = new { ground = "breach", reason = "Ikke rettet i tide" };

        (await admin.PutAsJsonAsync(path, order)).StatusCode.ShouldBe(HttpStatusCode.Created);
        var version = registry.Picture.Version;
        (await admin.PutAsJsonAsync(path, order)).StatusCode.ShouldBe(HttpStatusCode.OK);
        registry.Picture.Version.ShouldBe(version);
        await (await admin.PutAsJsonAsync(path, new { ground = "misuse", reason = "Noe annet" })).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00004");
    }
}
