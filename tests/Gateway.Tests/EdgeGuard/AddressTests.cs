using System.Net;
using Digdir.Altinn.Gateway.EdgeGuard;
using Digdir.Altinn.Gateway.Tests.Forwarding;
using Digdir.Altinn.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.EdgeGuard;

/// <summary>One address gets its share, whoever else calls; addresses are told apart as subscribers are.</summary>
public sealed class AddressTests
{
    private const long Second = TimeSpan.TicksPerSecond;

    [Fact]
    public void A_full_bucket_gives_its_burst_and_then_its_rate()
    {
        var buckets = new AddressBuckets(rate: 10, burst: 5, addresses: 1024, frequency: Second);

        Admitted(buckets, 1, now: 0, asks: 20).ShouldBe(5);
        buckets.Take(1, 0).ShouldBe(1);
        Admitted(buckets, 1, now: Second / 2, asks: 20).ShouldBe(5);
        Admitted(buckets, 1, now: (Second / 2) + (Second / 10), asks: 20).ShouldBe(1);
        Admitted(buckets, 1, now: 100 * Second, asks: 20).ShouldBe(5);
    }

    [Fact]
    public void A_flood_never_gets_more_than_rate_and_burst_and_is_not_locked_out()
    {
        var random = new Random(7);
        var buckets = new AddressBuckets(rate: 100, burst: 20, addresses: 1024, frequency: Second);
        long now = 0;
        var admitted = 0;
        for (var i = 0; i < 50_000; i++)
        {
            now += random.Next((int)(Second / 1000));
            admitted += buckets.Take(1, now) == 0 ? 1 : 0;
        }

        var ideal = (100.0 * now / Second) + 20;
        admitted.ShouldBeInRange((int)(ideal * 0.99) - 1, (int)ideal + 1);
    }

    [Fact]
    public void The_wait_told_is_long_enough()
    {
        var buckets = new AddressBuckets(rate: 0.1, burst: 1, addresses: 1024, frequency: Second);
        buckets.Take(1, 0).ShouldBe(0);

        var wait = buckets.Take(1, 1);

        wait.ShouldBe(10);
        buckets.Take(1, wait * Second).ShouldBe(0);
    }

    [Fact]
    public void A_million_addresses_take_no_more_room_and_do_not_free_one_that_floods()
    {
        var buckets = new AddressBuckets(rate: 1, burst: 10, addresses: 1024, frequency: Second);
        Admitted(buckets, 42, now: 0, asks: 100).ShouldBe(10);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (ulong address = 1000; address < 1_001_000; address++)
        {
            buckets.Take(address, 0);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        // Each of the others has a fuller bucket, so theirs are forgotten first.
        buckets.Take(42, 0).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_clock_that_stands_still_or_runs_on_from_any_point_gives_the_same()
    {
        var buckets = new AddressBuckets(rate: 10, burst: 5, addresses: 1024, frequency: Second);

        Admitted(buckets, 1, now: long.MaxValue / 2, asks: 20).ShouldBe(5);
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void Ipv4_is_told_apart_by_address_and_ipv6_by_subscriber(string one, string other, bool same)
        => (ClientAddress.KeyOf(IPAddress.Parse(one)) == ClientAddress.KeyOf(IPAddress.Parse(other))).ShouldBe(same);

    [Theory]
    [InlineData("10.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.1", "6.6.6.6, 203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.1", "203.0.113.7, 10.0.0.2", "203.0.113.7")]
    [InlineData("10.0.0.1", "203.0.113.7:4711", "203.0.113.7")]
    [InlineData("10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1")]
    [InlineData("10.0.0.1", "2001:db8::1", "2001:db8::1")]
    [InlineData("10.0.0.1", "unknown", "10.0.0.1")]
    [InlineData("10.0.0.1", "203.0.113.7, nonsense", "10.0.0.1")]
    [InlineData("10.0.0.1", "", "10.0.0.1")]
    [InlineData("::ffff:10.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("203.0.113.1", "6.6.6.6", "203.0.113.1")]
    public void Only_trusted_proxies_say_for_whom_they_call(string connection, string forwardedFor, string expected)
        => new ClientAddress([IPNetwork.Parse("10.0.0.0/8")]).Behind(IPAddress.Parse(connection), forwardedFor).ShouldBe(IPAddress.Parse(expected));

    [Fact]
    public async Task Beyond_its_share_an_address_gets_429_and_when_to_come_back()
    {
        var clock = new ManualClock();
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using var gateway = await SmallGateway.InFrontOfAsync(
            product.Address, new() { Arguments = ["--EdgeGuard:Rate=1", "--EdgeGuard:Burst=2"] }, with: services => services.AddSingleton<TimeProvider>(clock));

        (await StatusAsync(gateway)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(gateway)).ShouldBe(HttpStatusCode.OK);
        using var refused = await gateway.Client.GetAsync(new Uri("/x", UriKind.Relative));
        clock.Advance(TimeSpan.FromSeconds(1));
        var afterwards = await StatusAsync(gateway);

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter?.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        (await refused.Content.ReadAsStringAsync()).ShouldContain("GWY-00018");
        (await gateway.LogWithAsync("GWY-00018")).ShouldContain("\"Outcome\":\"Refused\",\"Code\":\"GWY-00018\"");
        afterwards.ShouldBe(HttpStatusCode.OK);
        product.Requests.ShouldBe(3);
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_each_caller_has_its_own_share_and_the_product_hears_of_the_caller()
    {
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using var gateway = await SmallGateway.InFrontOfAsync(
            product.Address, new() { Arguments = ["--EdgeGuard:Rate=1", "--EdgeGuard:Burst=1", "--EdgeGuard:TrustedProxies:0=127.0.0.0/8"] });

        (await StatusAsync(gateway, "203.0.113.1")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(gateway, "203.0.113.2")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(gateway, "6.6.6.6, 203.0.113.1")).ShouldBe(HttpStatusCode.TooManyRequests);
        product.Received.ShouldContain("X-Forwarded-For: 203.0.113.1\r\n");
        product.Received.ShouldContain("X-Forwarded-Proto: https\r\n");
        product.Received.ShouldNotContain("6.6.6.6");
    }

    private static async Task<HttpStatusCode> StatusAsync(SmallGateway gateway, string? forwardedFor = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/x");
        if (forwardedFor is not null)
        {
            request.Headers.Add("X-Forwarded-For", forwardedFor);
            request.Headers.Add("X-Forwarded-Proto", "https");
        }

        using var answer = await gateway.Client.SendAsync(request);
        return answer.StatusCode;
    }

    private static int Admitted(AddressBuckets buckets, ulong address, long now, int asks)
    {
        var admitted = 0;
        for (var i = 0; i < asks; i++)
        {
            admitted += buckets.Take(address, now) == 0 ? 1 : 0;
        }

        return admitted;
    }
}
