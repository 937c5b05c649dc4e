using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Vendors;

public sealed class VendorsApiTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Pages_put_together_are_the_whole_list_also_when_vendors_come_in_between(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.As("caseworker");
        var numbers = Numbers.All().Take(8).ToArray();
        foreach (var number in numbers[1..])
        {
            await admin.RegisterVendorAsync(number);
        }

        var seen = new List<string?>();
        string? cursor = null;
        do
        {
            var page = await admin.GetJsonAsync($"/admin/v1/vendors?limit=3{(cursor is null ? "" : $"&cursor={cursor}")}");
            seen.AddRange(Found(page));
            cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
            if (seen.Count == 3)
            {
                // Lands on a page already read: nothing is seen twice and nothing skipped.
                await admin.RegisterVendorAsync(numbers[0]);
            }
        }
        while (cursor is not null);

        seen.ShouldBe(numbers[1..]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Vendors_are_found_by_the_start_of_their_number_or_part_of_their_name_in_any_case(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.As("caseworker");
        await admin.RegisterVendorAsync(Numbers.First, "Ålesund Økonomi 100 %");
        await admin.RegisterVendorAsync(Numbers.Second, "Regnskap_AS");

        foreach (var (search, found) in new[]
        {
            ("ålesund", Numbers.First), ("øKONOMI", Numbers.First), (Numbers.Second[..8], Numbers.Second), ("100 %", Numbers.First), ("regnskap_", Numbers.Second), ("p%a", null), ("ingen", null),
        })
        {
            Found(await admin.GetJsonAsync($"/admin/v1/vendors?search={Uri.EscapeDataString(search)}")).ShouldBe(found is null ? [] : [found], search);
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_plan_is_in_the_picture_until_it_is_taken_back(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.AsEveryone();
        await admin.RegisterVendorAsync(Numbers.First);
        var path = $"/admin/v1/vendors/{Numbers.First}/plan";
        (await admin.GetJsonAsync(path)).GetRawText().ShouldBe("""{"isDefault":true}""");

        (await admin.UpdateAsync(HttpMethod.Put, path, new { rate = 5, burst = 50, ratePerCustomer = 0.1, maxRate = 20 })).StatusCode.ShouldBe(HttpStatusCode.OK);
        registry.Picture.Vendors[Grains.VendorId.Parse(Numbers.First)].Plan.ShouldBe(new VendorRegistry.Pictures.PlanPicture(5, 50, 0.1, 20));
        (await admin.UpdateAsync(HttpMethod.Delete, path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        registry.Picture.Vendors[Grains.VendorId.Parse(Numbers.First)].Plan.ShouldBeNull();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_client_without_a_system_is_one_vendors_and_registering_or_removing_it_again_changes_nothing(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.As("caseworker");
        await admin.RegisterVendorAsync(Numbers.First);
        await admin.RegisterVendorAsync(Numbers.Second);
        var path = $"/admin/v1/vendors/{Numbers.First}/clients/idporten-1";

        (await admin.PutAsJsonAsync(path, new { })).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await admin.PutAsync(path, null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        registry.Picture.Vendors[Grains.VendorId.Parse(Numbers.First)].Clients["idporten-1"].ShouldBeNull();
        await (await admin.PutAsync($"/admin/v1/vendors/{Numbers.Second}/clients/idporten-1", null)).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00005");
        (await admin.DeleteAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await admin.DeleteAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        registry.Picture.Vendors[Grains.VendorId.Parse(Numbers.First)].Clients.ShouldBeEmpty();
    }

    private static IEnumerable<string?> Found(JsonElement page)
        => page.GetProperty("items").EnumerateArray().Select(vendor => vendor.GetProperty("organisationNumber").GetString());
}
