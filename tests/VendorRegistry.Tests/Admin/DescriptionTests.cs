using System.Net;
using System.Text.RegularExpressions;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Admin;

public sealed partial class DescriptionTests
{
    [Fact]
    public async Task The_description_is_open_and_tells_of_every_door_its_login_and_its_problems()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await RegistryHost.StartAsync(database);
        var description = await registry.Anonymous().GetJsonAsync("/admin/v1/openapi.json");
        description.GetProperty("openapi").GetString().ShouldStartWith("3.1.");
        description.GetProperty("components").GetProperty("securitySchemes").EnumerateObject().ShouldHaveSingleItem().Value.GetProperty("scheme").GetString().ShouldBe("bearer");
        var described = new List<string>();
        foreach (var path in description.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var name = $"{operation.Name.ToUpperInvariant()} {path.Name.TrimEnd('/')}";
                described.Add(name);
                operation.Value.GetProperty("summary").GetString().ShouldNotBeNullOrEmpty(name);
                operation.Value.GetProperty("security").GetArrayLength().ShouldBe(1, name);
                operation.Value.GetProperty("description").GetString().ShouldStartWith("Roles: ", customMessage: name);
                foreach (var status in new[] { "400", "401", "403", "404", "503" })
                {
                    operation.Value.GetProperty("responses").GetProperty(status).GetProperty("content").TryGetProperty("application/problem+json", out _).ShouldBeTrue(name);
                }
            }
        }

        described.ShouldBe(Door.Of(registry).Select(door => door.ToString().Replace(":guid", "", StringComparison.Ordinal).Replace(":long", "", StringComparison.Ordinal)), ignoreOrder: true);
        foreach (var door in Door.Of(registry).Where(door => door.NeedsTag || door.TakesBody))
        {
            var operation = description.GetProperty("paths").EnumerateObject().Single(path => path.Name.TrimEnd('/') == door.Pattern.Replace(":guid", "", StringComparison.Ordinal).Replace(":long", "", StringComparison.Ordinal))
                .Value.GetProperty(door.Method.ToLowerInvariant());
            operation.GetProperty("responses").TryGetProperty("428", out _).ShouldBe(door.NeedsTag, door.ToString());
            operation.TryGetProperty("requestBody", out _).ShouldBe(door.TakesBody, door.ToString());
        }

        var text = description.GetRawText();
        text.ShouldContain("\"excessivePolling\"");
        foreach (Match reference in References().Matches(text))
        {
            description.GetProperty("components").GetProperty("schemas").TryGetProperty(reference.Groups["name"].Value, out _).ShouldBeTrue(reference.Value);
        }
    }

    [Fact]
    public async Task The_page_is_open_and_loads_nothing_from_elsewhere()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await RegistryHost.StartAsync(database);
        var visitor = registry.Anonymous();
        using var page = await visitor.GetAsync("/admin/swagger/index.html");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'none'");
        (await visitor.GetAsync("/admin/swagger")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var html = await page.Content.ReadAsStringAsync();
        var loaded = Loads().Matches(html).Select(match => match.Groups["file"].Value).ToList();
        loaded.Count.ShouldBeGreaterThan(2);
        foreach (var file in loaded)
        {
            file.ShouldNotContain("//");
            (await visitor.GetAsync(new Uri(new Uri(registry.Address, "/admin/swagger/"), file))).StatusCode.ShouldBe(HttpStatusCode.OK, file);
        }

        var script = await visitor.GetStringAsync("/admin/swagger/index.js");
        script.ShouldContain("/admin/v1/openapi.json");
    }

    [GeneratedRegex("#/components/schemas/(?<name>[^\"]+)\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex References();

    [GeneratedRegex("""(src|href)="(?<file>[^"]+)""" + "\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Loads();
}
