using System.Net;
using System.Net.Http.Json;
using Digdir.Altinn.Grains;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Integrations;

public sealed class IntegrationTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task An_integration_is_stated_once_ended_and_can_then_be_stated_anew(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.As("caseworker");
        await admin.RegisterVendorAsync(Numbers.First);
        var path = $"/admin/v1/vendors/{Numbers.First}/integrations";
        var statement = new { product = "melding", environment = "production", purpose = "Levere skattemeldinger" };
        using var stated = await admin.PostAsJsonAsync(path, statement);
        stated.StatusCode.ShouldBe(HttpStatusCode.Created);
        registry.Picture.Vendors[VendorId.Parse(Numbers.First)].Integrations.Length.ShouldBe(1);
        await (await admin.PostAsJsonAsync(path, statement)).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00004");

        var one = stated.Headers.Location?.ToString() ?? "";
        (await admin.UpdateAsync(HttpMethod.Delete, one)).StatusCode.ShouldBe(HttpStatusCode.OK);
        registry.Picture.Vendors[VendorId.Parse(Numbers.First)].Integrations.ShouldBeEmpty();
        await (await admin.UpdateAsync(HttpMethod.Put, one, new { purpose = "Noe annet" })).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00006");

        (await admin.PostAsJsonAsync(path, statement)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await admin.GetJsonAsync(path)).GetProperty("items").GetArrayLength().ShouldBe(2);
    }
}
