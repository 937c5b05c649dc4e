using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Contacts;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Contacts;

public sealed class ContactsApiTests
{
    private const string Path = "/vendor/v1/contacts";

    [Theory, OnSqlite, OnPostgres]
    public async Task A_vendor_keeps_its_own_contact_points(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, new ManualClock());
        await registry.As("caseworker").RegisterVendorAsync(Numbers.First);
        var vendor = registry.AsVendor(Numbers.First);

        using var made = await vendor.PostAsJsonAsync(Path, new { kind = "security", address = " Vakt@Example.no ", language = "nn", function = "Vaktsentral", topics = new[] { "holds", "notices" } });
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        var contact = made.Headers.Location.ShouldNotBeNull().ToString();
        contact.ShouldStartWith(Path);
        var read = await vendor.GetJsonAsync(contact);
        read.GetProperty("address").GetString().ShouldBe("Vakt@example.no");
        read.GetProperty("topics").EnumerateArray().Select(topic => topic.GetString()).ShouldBe(["holds", "notices"]);
        read.TryGetProperty("verifiedAt", out _).ShouldBeFalse("nobody has answered from it");

        (await vendor.UpdateAsync(HttpMethod.Put, contact, new { address = "drift@example.no" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        var list = (await vendor.GetJsonAsync(Path)).GetProperty("items");
        list.GetArrayLength().ShouldBe(1);
        (list[0].GetProperty("kind").GetString(), list[0].GetProperty("language").GetString(), list[0].GetProperty("topics").GetArrayLength()).ShouldBe(("general", "nb", 0));

        await (await vendor.SendAsync(HttpMethod.Delete, contact, null, null)).ShouldRefuseAsync(HttpStatusCode.PreconditionRequired, "REG-00008");
        (await vendor.UpdateAsync(HttpMethod.Delete, contact)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await (await vendor.GetAsync(contact)).ShouldRefuseAsync(HttpStatusCode.NotFound, "REG-00003");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Another_vendors_contact_points_never_show_and_never_change(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.As("caseworker");
        await admin.RegisterVendorAsync(Numbers.First);
        await admin.RegisterVendorAsync(Numbers.Second);
        var other = registry.AsVendor(Numbers.Second);
        using var made = await registry.AsVendor(Numbers.First).PostAsJsonAsync(Path, new { address = "drift@example.no" });
        var contact = made.Headers.Location.ShouldNotBeNull().ToString();

        (await other.GetJsonAsync(Path)).GetProperty("items").GetArrayLength().ShouldBe(0);
        await (await other.GetAsync(contact)).ShouldRefuseAsync(HttpStatusCode.NotFound, "REG-00003");
        await (await other.SendAsync(HttpMethod.Put, contact, new { address = "meg@example.com" }, "*")).ShouldRefuseAsync(HttpStatusCode.NotFound, "REG-00003");
        await (await other.SendAsync(HttpMethod.Delete, contact, null, "*")).ShouldRefuseAsync(HttpStatusCode.NotFound, "REG-00003");

        // What one vendor has does not stand in another's way, so that nobody can try out whose an address is.
        (await other.PostAsJsonAsync(Path, new { address = "drift@example.no" })).StatusCode.ShouldBe(HttpStatusCode.Created);
        await (await admin.GetAsync($"/admin/v1/vendors/{Numbers.Second}/contacts/{contact.Split('/')[^1]}")).ShouldRefuseAsync(HttpStatusCode.NotFound, "REG-00003");
    }

    [Fact]
    public async Task A_vendor_has_an_address_once_and_so_many_of_them()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await RegistryHost.StartAsync(database);
        await registry.As("caseworker").RegisterVendorAsync(Numbers.First);
        var vendor = registry.AsVendor(Numbers.First);
        for (var i = 0; i < ContactPoint.PerVendor; i++)
        {
            (await vendor.PostAsJsonAsync(Path, new { address = $"drift{i}@example.no" })).StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        await (await vendor.PostAsJsonAsync(Path, new { address = "drift0@example.no" })).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00004");
        await (await vendor.PostAsJsonAsync(Path, new { address = "vakt@example.no" })).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00006");
        var page = await vendor.GetJsonAsync($"{Path}?limit=7");
        page.GetProperty("items").GetArrayLength().ShouldBe(7);
        page.GetProperty("next").GetString().ShouldNotBeNull();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_audit_log_tells_that_an_address_changed_but_not_from_what_to_what(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.AsEveryone();
        await admin.RegisterVendorAsync(Numbers.First);
        using var made = await registry.AsVendor(Numbers.First).PostAsJsonAsync(Path, new { address = "kari.nordmann@example.no" });
        var contact = $"/admin/v1/vendors/{Numbers.First}/contacts/{made.Headers.Location?.ToString().Split('/')[^1]}";
        (await admin.UpdateAsync(HttpMethod.Put, contact, new { address = "ola.nordmann@example.no" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await admin.UpdateAsync(HttpMethod.Delete, contact)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await using var db = database.Open();
        var entries = await db.Audit.AsNoTracking().Where(entry => entry.Subject.Contains("/contacts/")).OrderBy(entry => entry.Sequence).ToListAsync();
        entries.Select(entry => entry.Action).ShouldBe(["contacts.add", "contacts.change", "contacts.remove"]);
        entries.ShouldAllBe(entry => !entry.Change.Contains("nordmann") && !entry.Change.Contains("example.no"));
        using var changed = JsonDocument.Parse(entries[1].Change);
        changed.RootElement.GetProperty("address").GetRawText().ShouldBe("""{"from":"***","to":"***"}""");
        changed.RootElement.GetProperty("addressHash").GetProperty("to").GetString().ShouldBe(References.KeyedHash("ola.nordmann@example.no", "a-key-for-references"));
        (await admin.GetJsonAsync("/admin/v1/audit/verification")).GetProperty("isIntact").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public void Another_address_is_unverified_again_and_without_topics_everything_is_wanted()
    {
        var contact = new ContactPoint { Id = Guid.Empty, Vendor = Numbers.First, MadeAt = default };
        contact.State(new(ContactKind.General, "a@example.no", ContactLanguage.Nb, null, []), null);
        (contact.Wants("notices"), contact.Wants("levels")).ShouldBe((true, true));
        contact.State(new(ContactKind.General, "a@example.no", ContactLanguage.Nb, null, ["holds"]), null);
        (contact.Wants("notices"), contact.Wants("holds")).ShouldBe((false, true));
    }
}
