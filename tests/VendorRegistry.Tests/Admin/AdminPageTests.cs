using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Tests.Operators;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Admin;

/// <summary>The page over the admin API's description, in a real browser.</summary>
public sealed class AdminPageTests(SharedRegistry shared) : IClassFixture<SharedRegistry>
{
    [ChromiumFact]
    public async Task The_page_shows_every_operation_of_the_description_without_complaint_and_loads_nothing_from_elsewhere()
    {
        var registry = shared.Host;
        await using var browser = await Chromium.StartAsync(registry.Address);
        var described = (await registry.Anonymous().GetJsonAsync("/admin/v1/openapi.json")).GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}")).ToList();
        described.Count.ShouldBeGreaterThan(30);

        await OpenAsync(browser, registry.Address);

        var shown = new List<string>();
        foreach (var operation in await browser.Page.Locator(".opblock-summary").AllAsync())
        {
            // The page breaks long paths with invisible spaces.
            var path = (await operation.Locator(".opblock-summary-path").InnerTextAsync()).Replace("\u200B", "", StringComparison.Ordinal);
            shown.Add($"{await operation.Locator(".opblock-summary-method").InnerTextAsync()} {path}");
        }

        shown.ShouldBe(described, ignoreOrder: true);
        browser.Complaints.ShouldBeEmpty();
        browser.Foreign.ShouldBeEmpty();
    }

    [ChromiumFact]
    public async Task An_operator_tries_a_call_on_the_page()
    {
        var registry = shared.Host;
        await using var browser = await Chromium.StartAsync(registry.Address);
        await OpenAsync(browser, registry.Address);

        await browser.Page.Locator("button.authorize").First.ClickAsync();
        await browser.Page.Locator(".auth-container input").FillAsync(TestIssuer.Token(TimeProvider.System.GetUtcNow(), "reader"));
        await browser.Page.Locator(".auth-container button[type=submit]").ClickAsync();
        await browser.Page.Locator(".auth-container button.btn-done").ClickAsync();
        var list = browser.Page.Locator(".opblock", new PageLocatorOptions { HasText = "List or search vendors" });
        await list.Locator(".opblock-summary-control").ClickAsync();
        await list.GetByText("Try it out").ClickAsync();
        await list.Locator("button.execute").ClickAsync();

        var answer = list.Locator(".live-responses-table .response").First;
        (await answer.Locator(".response-col_status").InnerTextAsync()).ShouldStartWith("200");
        (await answer.Locator(".highlight-code").First.InnerTextAsync()).ShouldContain(Numbers.First);
        browser.Complaints.ShouldBeEmpty();
        browser.Foreign.ShouldBeEmpty();
    }

    private static async Task OpenAsync(Chromium browser, Uri address)
    {
        await browser.Page.GotoAsync(new Uri(address, "/admin/swagger").ToString());
        await browser.Page.Locator(".opblock").First.WaitForAsync();
    }
}
