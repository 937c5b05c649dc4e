using System.Net;
using System.Net.Http.Headers;
using Digdir.Altinn.Sandbox;
using Digdir.Altinn.Sandbox.DemoVendors;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.DemoVendors;

public sealed class DemoTrafficTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Every_demo_vendor_calls_through_the_gateway_and_is_served()
    {
        await using var sandbox = await SandboxApplication.StartAsync(RunningSandbox.Options with { Traffic = true, TimeLapse = 100 });
        var vendors = sandbox.Traffic.ShouldNotBeNull().Vendors;

        // The event-driven one has made its subscriptions, and then fetched what it was told of.
        await Eventually.TrueAsync(() => vendors.OfType<EventDrivenVendor>().Single().Calls.Answered > 32);
        await Eventually.TrueAsync(() => vendors.OfType<PollingVendor>().Single().Calls.Answered > 10);
        await Eventually.TrueAsync(() => vendors.OfType<HumanPacedVendor>().Single().Calls.Answered > 3);
        await Eventually.TrueAsync(() => vendors.OfType<ScrapingVendor>().Single().Calls.Refusals.GetValueOrDefault("404") > 3);
    }

    [Theory]
    [InlineData(429, "30", 30.0)]
    [InlineData(503, "Mon, 02 Nov 2026 08:02:00 GMT", 120.0)]
    [InlineData(503, "Mon, 02 Nov 2026 07:00:00 GMT", 0.0)]
    [InlineData(403, null, 60.0)]
    [InlineData(404, null, null)]
    public void They_stay_away_as_long_as_they_are_asked_to(int status, string? retryAfter, double? seconds)
    {
        using var answer = new HttpResponseMessage((HttpStatusCode)status);
        answer.Headers.RetryAfter = retryAfter is null ? null : RetryConditionHeaderValue.Parse(retryAfter);
        VendorCalls.PauseOf(answer, Now)?.TotalSeconds.ShouldBe(seconds ?? -1);
        (VendorCalls.PauseOf(answer, Now) is null).ShouldBe(seconds is null);
    }
}
