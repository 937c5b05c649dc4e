using System.Net;
using System.Text;
using Digdir.Altinn.Grains;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Systems;

public sealed class SystemImportTests(SharedRegistry shared) : IClassFixture<SharedRegistry>
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Systems_come_in_as_the_systemregister_returns_them_and_again_changes_nothing(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.AsEveryone();
        await admin.RegisterVendorAsync(Numbers.First);
        var document = $$"""
            {
              "id": "{{Numbers.First}}_regnskap-pro",
              "vendor": { "authority": "iso6523-actorid-upis", "ID": "0192:{{Numbers.First}}" },
              "name": { "nb": "Regnskap Pro", "nn": "Rekneskap Pro", "en": "Accounting Pro" },
              "description": { "nb": "Skipped here" },
              "rights": [ { "action": null, "resource": [ { "value": "ske-krav", "id": "urn:altinn:resource" } ] } ],
              "accessPackages": [ { "urn": "urn:altinn:accesspackage:skattegrunnlag" } ],
              "clientId": [ "32ef65ac-6e62-498d-880f-76c85c2052ae", "d5f1d0b6-0000-4000-8000-000000000001" ],
              "isVisible": true, "isDeleted": false,
              "allowedRedirectUrls": [ "https://regnskap.example/kvittering" ]
            }
            """;
        (await ImportAsync(admin, document)).ShouldBe("""{"created":1,"updated":0,"unchanged":0,"skippedUnregistered":0}""");
        var version = registry.Picture.Version;
        (await ImportAsync(admin, $"[{document}]")).ShouldBe("""{"created":0,"updated":0,"unchanged":1,"skippedUnregistered":0}""");
        registry.Picture.Version.ShouldBe(version);

        var picture = registry.Picture.Vendors[VendorId.Parse(Numbers.First)];
        picture.Systems.ShouldBe([$"{Numbers.First}_regnskap-pro"]);
        picture.Clients["32ef65ac-6e62-498d-880f-76c85c2052ae"].ShouldBe($"{Numbers.First}_regnskap-pro");
        var listed = (await admin.GetJsonAsync($"/admin/v1/vendors/{Numbers.First}/systems")).GetProperty("items")[0];
        listed.GetProperty("nameEn").GetString().ShouldBe("Accounting Pro");
        listed.GetProperty("rights").GetRawText().ShouldBe("""[{"action":null,"resource":[{"id":"urn:altinn:resource","value":"ske-krav"}]}]""");

        (await ImportAsync(admin, document.Replace("\"isDeleted\": false", "\"isDeleted\": true", StringComparison.Ordinal))).ShouldContain("\"updated\":1");
        var after = registry.Picture.Vendors[VendorId.Parse(Numbers.First)];
        after.Systems.ShouldBeEmpty();
        after.Clients.ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_client_belongs_to_one_system_and_moves_only_when_the_import_says_so_of_both(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.AsEveryone();
        await admin.RegisterVendorAsync(Numbers.First);
        await admin.RegisterVendorAsync(Numbers.Second);
        await ImportAsync(admin, System(Numbers.First, "a", "client"));

        using (var taken = await PostAsync(admin, System(Numbers.Second, "b", "client")))
        {
            await taken.ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00005");
            (await taken.JsonAsync()).GetProperty("clients")[0].GetRawText().ShouldContain($"{Numbers.First}_a");
        }

        await (await PostAsync(admin, $"[{System(Numbers.First, "x", "twice")},{System(Numbers.First, "y", "twice")}]")).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00005");
        registry.Picture.Vendors[VendorId.Parse(Numbers.First)].Systems.Count.ShouldBe(1);

        await ImportAsync(admin, $"[{System(Numbers.First, "a")},{System(Numbers.Second, "b", "client")}]");
        registry.Picture.Vendors[VendorId.Parse(Numbers.First)].Clients.ShouldBeEmpty();
        registry.Picture.Vendors[VendorId.Parse(Numbers.Second)].Clients["client"].ShouldBe($"{Numbers.Second}_b");
    }

    [Theory]
    [InlineData("""{"id":"V_a","vendor":{"ID":"0192:W"},"name":{"nb":"A"}}""", "$.id")]
    [InlineData("""{"id":"V_","vendor":{"ID":"0192:V"},"name":{"nb":"A"}}""", "$.id")]
    [InlineData("""{"id":"V_a b","vendor":{"ID":"0192:V"},"name":{"nb":"A"}}""", "$.id")]
    [InlineData("""{"id":"V_a","vendor":{"ID":"9908:V"},"name":{"nb":"A"}}""", "$.vendor")]
    [InlineData("""{"id":"V_a","name":{"nb":"A"}}""", "$.vendor")]
    [InlineData("""{"id":"V_a","vendor":{"ID":"0192:V"}}""", "$.name.nb")]
    [InlineData("""{"id":"V_a","vendor":{"ID":"0192:V"},"name":{"nb":"A"},"clientId":"c"}""", "$.clientId")]
    [InlineData("""{"id":"V_a","vendor":{"ID":"0192:V"},"name":{"nb":"A"},"clientId":[1]}""", "$.clientId")]
    [InlineData("""{"id":"V_a","vendor":{"ID":"0192:V"},"name":{"nb":"A"},"isDeleted":"yes"}""", "$.isDeleted")]
    [InlineData("""{"id":"V_a","vendor":{"ID":"0192:V"},"name":{"nb":"A"},"rights":{}}""", "$.rights")]
    [InlineData("""[{"id":"V_a","vendor":{"ID":"0192:V"},"name":{"nb":"A"}},{"id":"V_a","vendor":{"ID":"0192:V"},"name":{"nb":"A"}}]""", "V_a")]
    [InlineData("""[{"id":"V_a","vendor":{"ID":"0192:V"},"name":{"nb":"A"}},7]""", "[1]")]
    [InlineData("7", "$")]
    public async Task An_import_with_anything_wrong_in_it_is_refused_whole(string document, string field)
    {
        var registry = shared.Host;
        var admin = registry.AsEveryone();
        using var answer = await PostAsync(admin, document.Replace("V", Numbers.First, StringComparison.Ordinal).Replace("W", Numbers.Second, StringComparison.Ordinal));
        await answer.ShouldRefuseAsync(HttpStatusCode.BadRequest, "REG-00002");
        (await answer.JsonAsync()).GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldContain(field.Replace("V", Numbers.First, StringComparison.Ordinal));
        registry.Picture.Vendors[VendorId.Parse(Numbers.First)].Systems.ShouldBeEmpty();
    }

    private static string System(string vendor, string name, params string[] clients) =>
        $$"""{"id":"{{vendor}}_{{name}}","vendor":{"ID":"0192:{{vendor}}"},"name":{"nb":"{{name}}"},"clientId":[{{string.Join(',', clients.Select(client => $"\"{client}\""))}}]}""";

    private static Task<HttpResponseMessage> PostAsync(HttpClient admin, string document)
        => admin.PostAsync("/admin/v1/systems/import", new StringContent(document, Encoding.UTF8, "application/json"));

    private static async Task<string> ImportAsync(HttpClient admin, string document)
    {
        using var answer = await PostAsync(admin, document);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return text;
    }
}
