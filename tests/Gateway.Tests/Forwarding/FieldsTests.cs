using System.Collections.Frozen;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Forwarding;
using Digdir.Altinn.Gateway.Tokens;
using Digdir.Altinn.Gateway.Vendors;
using Digdir.Altinn.Grains;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Forwarding;

/// <summary>Which fields reach a product, and which addresses in its answers lead back to us.</summary>
public sealed class FieldsTests
{
    [Fact]
    public async Task Products_learn_who_calls_from_us_and_never_from_the_caller()
    {
        HeaderDictionary? arrived = null;
        await using var product = await StandIn.ThatAsync(context =>
        {
            arrived = new HeaderDictionary(context.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
            return context.Response.WriteAsync(string.Join('\n', context.Request.Headers.Select(field => $"{field.Key}: {field.Value}")));
        });
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, call: call => call.Token = Token());

        using var caller = await RawCaller.ConnectAsync(gateway.Address);
        await caller.SendAsync(
            """
            GET /x HTTP/1.1
            Host: gateway.example
            Authorization: Bearer abc
            Accept: application/json
            If-Match: 5c0e
            person: 13896396174
            Altinn-Gateway-Vendor: 999999999
            altinn_gateway_vendor: 999999998
            X-Forwarded-For: 6.6.6.6
            X-Forwarded-Host: evil.example
            x_forwarded_for: 6.6.6.7
            Forwarded: for=6.6.6.6
            X-Original-URL: /admin
            X-MS-CLIENT-PRINCIPAL: evil
            Ocp-Apim-Subscription-Key: key
            X-HTTP-Method-Override: DELETE
            PlatformAccessToken: evil
            X-Hop: 1
            Cookie: AltinnStudioRuntime=secret; other=1
            traceparent: 00-11111111111111111111111111111111-2222222222222222-01
            tracestate: evil=1
            baggage: evil=1
            Connection: X-Hop


            """.ReplaceLineEndings("\r\n"));
        var answer = await caller.ReadUntilAsync("\r\n0\r\n\r\n");

        answer.ShouldStartWith("HTTP/1.1 200");
        answer.ShouldNotContain("evil");
        answer.ShouldNotContain("6.6.6");
        answer.ShouldNotContain("99999999");
        answer.ShouldNotContain("secret");
        answer.ShouldNotContain("/admin");
        answer.ShouldNotContain("1111111111");
        IHeaderDictionary fields = arrived.ShouldNotBeNull();
        fields["Altinn-Gateway-Vendor"].ToString().ShouldBe("974761076");
        fields["Altinn-Gateway-System"].ToString().ShouldBe("974761076_fortsatt");
        fields["Altinn-Gateway-Customer"].ToString().ShouldBe("991825827");
        fields["Altinn-Gateway-Client"].ToString().ShouldBe("client-1");
        fields["X-Forwarded-For"].ToString().ShouldBe("127.0.0.1");
        fields["X-Forwarded-Proto"].ToString().ShouldBe("http");
        fields["X-Forwarded-Host"].ToString().ShouldBe("gateway.example");
        fields.Authorization.ToString().ShouldBe("Bearer abc");
        fields["person"].ToString().ShouldBe("13896396174");
        fields["If-Match"].ToString().ShouldBe("5c0e");
        fields.Host.ToString().ShouldBe(product.Address.Authority);
        fields.ContainsKey("Cookie").ShouldBeFalse();
        fields.ContainsKey("X-Hop").ShouldBeFalse();
        fields.ContainsKey("Ocp-Apim-Subscription-Key").ShouldBeFalse();
        fields.TraceParent.ToString().ShouldMatch("^00-[0-9a-f]{32}-[0-9a-f]{16}-00$");
    }

    [Theory]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    public async Task Products_are_told_an_address_as_the_caller_knows_it(string connection, string told)
    {
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, before: context => context.Connection.RemoteIpAddress = System.Net.IPAddress.Parse(connection));

        await gateway.Client.GetAsync(new Uri("/x", UriKind.Relative));

        product.Received.ShouldContain($"X-Forwarded-For: {told}\r\n");
    }

    [Theory]
    [InlineData("974761076_a\r\nX-Evil: 1")]
    [InlineData("974761076_a\nX-Evil: 1")]
    [InlineData("974761076_a\rX-Evil: 1")]
    [InlineData("974761076_a\0b")]
    [InlineData("974761076_\u2603")]
    [InlineData("974761076_\u010a\u010d")]
    public async Task A_system_or_client_that_is_no_field_value_makes_no_field_of_its_own(string name)
    {
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, call: call => call.Token = Token() with { Caller = new Caller { Vendor = VendorId.Parse("974761076"), System = name, Client = name } });

        using var answer = await gateway.Client.GetAsync(new Uri("/x", UriKind.Relative));

        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        product.Received.ShouldContain("Altinn-Gateway-Vendor: 974761076\r\n");
        product.Received.ShouldNotContain("\nX-Evil", Case.Insensitive);
        product.Received.ShouldNotContain("\rX-Evil", Case.Insensitive);
        product.Received.ShouldNotContain("\0");
    }

    [Fact]
    public async Task A_field_about_a_body_stays_on_a_request_without_one()
    {
        string? type = null;
        await using var product = await StandIn.ThatAsync(context =>
        {
            type = context.Request.ContentType;
            return Task.CompletedTask;
        });
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);

        await RawCaller.SayAsync(gateway.Address, "PUT /process/next HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        type.ShouldBe("application/json");
    }

    [Fact]
    public async Task Bytes_beyond_ascii_in_a_field_arrive_as_they_were_sent()
    {
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);
        const string Utf8AsLatin1 = "attachment; filename=\"Ã¦rlig.pdf\"";

        await RawCaller.SayAsync(gateway.Address, $"GET /x HTTP/1.1\r\nHost: x\r\nX-Name: {Utf8AsLatin1}\r\nConnection: close\r\n\r\n");

        product.Received.ShouldContain(Utf8AsLatin1);
    }

    [Theory]
    [InlineData("apps", "AltinnStudioRuntime=s; other=1; XSRF-TOKEN=x", "AltinnStudioRuntime=s; XSRF-TOKEN=x")]
    [InlineData("apps", "other=1", null)]
    [InlineData("apps", "NotAltinnStudioRuntime=s;altinnstudioruntime=s; =; ;AltinnStudioRuntime", null)]
    [InlineData("events", "AltinnStudioRuntime=s", null)]
    [InlineData(null, "AltinnStudioRuntime=s", null)]
    public void Only_named_cookies_reach_a_product(string? product, string cookies, string? expected)
        => new CookieRules(new Dictionary<string, string[]>()).For(product, cookies).ShouldBe(expected);

    [Theory]
    [InlineData("https://platform.tt02.altinn.no/a/b?c=1", "https://gw.example/a/b?c=1")]
    [InlineData("http://PLATFORM.tt02.altinn.no:80/a", "https://gw.example/a")]
    [InlineData("https://platform.tt02.altinn.no", "https://gw.example")]
    [InlineData("https://platform.tt02.altinn.no.evil.example/a", "https://platform.tt02.altinn.no.evil.example/a")]
    [InlineData("https://platform.tt02.altinn.no@evil.example/a", "https://platform.tt02.altinn.no@evil.example/a")]
    [InlineData("https://platform.altinn.no/a", "https://platform.altinn.no/a")]
    [InlineData("/a/b", "/a/b")]
    [InlineData("//platform.tt02.altinn.no/a", "//platform.tt02.altinn.no/a")]
    [InlineData("relative", "relative")]
    [InlineData("", "")]
    public void Only_the_products_own_addresses_are_rewritten(string value, string expected)
        => UpstreamLinks.Rewrite(value, "https://platform.tt02.altinn.no", "https://gw.example", null).ShouldBe(expected);

    [Theory]
    [InlineData("<https://ttd.apps.altinn.no/ttd/x?page=2>; rel=\"next\", <https://other.example/>; rel=help", "<https://gw.example/apps/ttd/x?page=2>; rel=\"next\", <https://other.example/>; rel=help")]
    [InlineData("</ttd/x>; rel=up", "</apps/ttd/x>; rel=up")]
    [InlineData("<unclosed", "<unclosed")]
    public void Links_of_an_app_keep_the_prefix_it_lies_under(string value, string expected)
        => UpstreamLinks.RewriteLink(value, "https://ttd.apps.altinn.no/", "https://gw.example/apps", "/apps").ShouldBe(expected);

    [Theory]
    [InlineData("http://p", null, "/a?b", "http://p/a?b")]
    [InlineData("http://p/", null, "/a", "http://p/a")]
    [InlineData("http://p/base", null, "/a", "http://p/base/a")]
    [InlineData("http://p", "/apps", "/apps/ttd/x", "http://p/ttd/x")]
    [InlineData("http://p", "/apps", "/apps", "http://p/")]
    [InlineData("http://p", "/apps", "/appsttd/x", null)]
    [InlineData("http://p", "/apps", "/%61pps/ttd", null)]
    public void The_target_is_the_path_as_written_less_our_prefix(string destination, string? prefix, string path, string? expected)
        => UpstreamTarget.Of(destination, prefix, path)?.OriginalString.ShouldBe(expected);

    [Theory]
    [InlineData("ttd", "https://ttd.apps.altinn.no")]
    [InlineData("evil.example/", null)]
    [InlineData("a@b", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Only_a_plain_name_becomes_part_of_a_host(string? org, string? expected)
        => UpstreamTarget.DestinationFor("https://{org}.apps.altinn.no", org).ShouldBe(expected);

    private static ValidatedToken Token() => new()
    {
        Form = TokenForms.MaskinportenSystemUser,
        Scopes = FrozenSet<string>.Empty,
        Expires = DateTimeOffset.MaxValue,
        Caller = new Caller
        {
            Vendor = VendorId.Parse("974761076"),
            System = "974761076_fortsatt",
            Client = "client-1",
            Customer = OrganisationNumber.Parse("991825827"),
        },
    };
}
