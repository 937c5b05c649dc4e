using System.Net;
using Digdir.Altinn.Sandbox.Cast;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.ThroughTheGateway;

[Collection(SharedSandbox.Name)]
public sealed class HoldsTests(RunningSandbox sandbox)
{
    private const string Parties = "/dialogporten/api/v1/enduser/parties";
    private readonly Servicedesk _servicedesk = new(sandbox);

    [Fact]
    public async Task A_hold_stops_the_vendor_within_a_second_and_lifting_one_leaves_the_other()
    {
        var vendor = await _servicedesk.RegisterAsync();
        await Eventually.TrueAsync(async () => await CodeAsync(vendor) == "");
        var first = await _servicedesk.HoldAsync(vendor, new { ground = "incident", reason = "Hendelse" });
        await WithinASecondAsync(async () => await CodeAsync(vendor) == "GWY-00013");
        var second = await _servicedesk.HoldAsync(vendor, new { ground = "misuse", reason = "Misbruk" });
        await _servicedesk.LiftAsync(vendor, first);
        await WithinASecondAsync(async () => (await AskAsync(vendor).JsonAsync())["hold"].Text() == second);
        await _servicedesk.LiftAsync(vendor, second);
        await WithinASecondAsync(async () => await CodeAsync(vendor) == "");
    }

    [Fact]
    public async Task A_hold_on_one_customer_leaves_the_others_served()
    {
        var vendor = await _servicedesk.RegisterAsync();
        var held = Players.Customers[4].Number;
        await _servicedesk.HoldAsync(vendor, new { ground = "incident", reason = "Hendelse", customer = held });
        await WithinASecondAsync(async () => await CodeAsync(vendor, held) == "GWY-00013");
        (await CodeAsync(vendor, Players.Customers[5].Number)).ShouldBe("");
    }

    [Fact]
    public async Task A_hold_on_one_product_leaves_the_others_open()
    {
        var vendor = await _servicedesk.RegisterAsync();
        await _servicedesk.HoldAsync(vendor, new { ground = "incident", reason = "Hendelse", product = "dialogporten" });
        await WithinASecondAsync(async () => await CodeAsync(vendor) == "GWY-00013");
        (await sandbox.AskAsync("/broker/api/v1/filetransfer?resourceId=ttd-filutveksling", await sandbox.TokenAsync("maskinporten-systemuser", "vendor=" + vendor)))
            .StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("reader", HttpStatusCode.Forbidden)]
    [InlineData("auditor", HttpStatusCode.Forbidden)]
    public async Task Only_those_who_may_put_holds(string role, HttpStatusCode status)
    {
        var token = await sandbox.TokenAsync("servicedesk", "role=" + role);
        (await _servicedesk.TryAsync(HttpMethod.Post, $"vendors/{Players.Polling.Number}/holds", new { ground = "incident", reason = "x" }, token)).StatusCode.ShouldBe(status);
    }

    [Theory]
    [InlineData("maskinporten-own-org")]
    [InlineData("representative")]
    public async Task A_vendors_own_token_opens_nothing_in_the_admin_api(string form)
    {
        var answer = await _servicedesk.TryAsync(HttpMethod.Post, $"vendors/{Players.Polling.Number}/holds", new { ground = "incident", reason = "x" }, await sandbox.TokenAsync(form));
        ((int)answer.StatusCode).ShouldBeInRange(401, 403);
    }

    [Fact]
    public async Task The_admin_api_is_not_on_the_public_listener()
        => (await sandbox.AskAsync("/admin/v1/vendors", await sandbox.TokenAsync("servicedesk"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);

    private async Task<HttpResponseMessage> AskAsync(string vendor, string? customer = null)
        => await sandbox.AskAsync(Parties, await sandbox.TokenAsync("maskinporten-systemuser", $"vendor={vendor}" + (customer is null ? "" : "&customer=" + customer)));

    /// <summary>Why the vendor was refused; nothing when it was served.</summary>
    private async Task<string> CodeAsync(string vendor, string? customer = null)
    {
        var answer = await AskAsync(vendor, customer);
        return answer.StatusCode == HttpStatusCode.OK ? "" : (await answer.JsonAsync())["code"].Text();
    }

    /// <summary>No request that was sent a second later still meets the old state. How long a busy machine takes over one that was sent in time says nothing.</summary>
    private static async Task WithinASecondAsync(Func<Task<bool>> holds)
    {
        var start = TimeProvider.System.GetTimestamp();
        var lastBefore = TimeSpan.Zero;
        await Eventually.TrueAsync(async () =>
        {
            var sent = TimeProvider.System.GetElapsedTime(start);
            var so = await holds();
            lastBefore = so ? lastBefore : sent;
            return so;
        });
        lastBefore.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }
}
