using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Telemetry;
using Digdir.Altinn.Gateway.Tests.Forwarding;
using Digdir.Altinn.Gateway.Tokens;
using Digdir.Altinn.Gateway.Vendors;
using Digdir.Altinn.Grains;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Telemetry;

/// <summary>One line per request tells what happened and nothing the caller wrote.</summary>
public sealed class RequestLineTests
{
    [Fact]
    public async Task A_forwarded_request_is_one_line_with_operation_vendor_outcome_and_times()
    {
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, call: call =>
        {
            call.Token = Token();
            call.Shadowed = ["terms", "purpose"];
        });

        using var answer = await gateway.Client.PostAsync(new Uri("/x", UriKind.Relative), new StringContent("body"));

        var line = LinesOf(await gateway.LogWithAsync("\"Outcome\"")).ShouldHaveSingleItem().RootElement;
        var properties = line.GetProperty("Properties");
        line.GetProperty("TraceId").GetString().ShouldBe(answer.Headers.GetValues("Altinn-Gateway-Trace").Single());
        line.GetProperty("Level").GetString().ShouldBe("Information");
        line.GetProperty("Timestamp").GetDateTimeOffset().Offset.ShouldBe(TimeSpan.Zero);
        properties.GetProperty("Operation").GetString().ShouldBe("formidling.thing.get");
        properties.GetProperty("Product").GetString().ShouldBe("formidling");
        properties.GetProperty("Vendor").GetString().ShouldBe("974761076");
        properties.GetProperty("System").GetString().ShouldBe("974761076_\"fortsatt\"");
        properties.GetProperty("Outcome").GetString().ShouldBe("Forwarded");
        properties.GetProperty("Status").GetInt32().ShouldBe(200);
        properties.GetProperty("ElapsedMs").GetDouble().ShouldBeGreaterThanOrEqualTo(properties.GetProperty("UpstreamMs").GetDouble());
        properties.GetProperty("RequestBytes").GetInt64().ShouldBe(4);
        properties.GetProperty("ResponseBytes").GetInt64().ShouldBe(2);
        properties.GetProperty("Shadowed").EnumerateArray().Select(each => each.GetString()).ShouldBe(["terms", "purpose"]);
    }

    [Fact]
    public async Task No_identity_number_token_path_or_query_reaches_the_log_whatever_happens()
    {
        var random = new Random(11);
        await using var product = await StandIn.ThatAsync(async context =>
        {
            if (context.Request.Headers.ContainsKey("X-Break"))
            {
                context.Abort();
                return;
            }

            context.Response.StatusCode = context.Request.Path.Value?.Length % 2 == 0 ? 200 : 404;
            await context.Response.WriteAsync(context.Request.Path.Value ?? "");
        });
        await using var gateway = await SmallGateway.InFrontOfAsync(
            product.Address, new() { Arguments = ["--Serilog:MinimumLevel:Default=Verbose"] }, call: call => call.Token = Token());
        List<string> secrets = [];
        for (var i = 0; i < 60; i++)
        {
            var person = Person(random);
            var token = "eyJ" + Convert.ToBase64String(Encoding.ASCII.GetBytes($"{random.NextInt64()}{random.NextInt64()}")).Replace('/', 'a').Replace('+', 'b').TrimEnd('=');
            secrets.AddRange([person, token]);
            using var request = new HttpRequestMessage(HttpMethod.Get, (i % 4) switch
            {
                0 => $"/dialogs?party=urn:altinn:person:identifier-no:{person}&token={token}",
                1 => $"/instances/{person}/{token}",
                2 => $"/x?access_token={token}#{person}",
                _ => $"/%2e%2e/{person}",
            });
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
            request.Headers.TryAddWithoutValidation("person", person);
            request.Headers.TryAddWithoutValidation("Cookie", $"AltinnStudioRuntime={token}");
            if (i % 5 == 0)
            {
                request.Headers.TryAddWithoutValidation("X-Break", "1");
            }

            if (i % 7 == 0)
            {
                request.Headers.TryAddWithoutValidation("User-Agent", $"bad\u0001{person}");
            }

            using var answer = await gateway.Client.SendAsync(request);
        }

        await Eventually.TrueAsync(() => LinesOf(gateway.Log()).Count == 60);
        var log = gateway.Log();
        foreach (var secret in secrets)
        {
            log.ShouldNotContain(secret);
        }

        // A line that held none of them because it held nothing would prove nothing.
        log.ShouldContain("\"Outcome\":\"Failed\"");
        log.ShouldContain("\"Outcome\":\"Refused\"");
        log.ShouldContain("\"Outcome\":\"Forwarded\"");
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.0004, "0")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.02, "0.02")]
    [InlineData(3.25, "3.25")]
    [InlineData(3.2506, "3.251")]
    [InlineData(12, "12")]
    [InlineData(1000.07, "1000.07")]
    [InlineData(86_400_000, "86400000")]
    public void Times_are_milliseconds_with_no_more_decimals_than_they_need(double milliseconds, string written)
    {
        var line = RequestLine.Of(new RequestFacts
        {
            At = DateTimeOffset.UnixEpoch,
            TraceId = "0123456789abcdef0123456789abcdef",
            Call = null,
            Outcome = Outcome.Answered,
            Status = 200,
            Elapsed = TimeSpan.FromMilliseconds(milliseconds),
        });

        JsonDocument.Parse(line.ToArray()).RootElement.GetProperty("Properties").GetProperty("ElapsedMs").GetRawText().ShouldBe(written);
    }

    internal static int Write(Call call) => RequestLine.Of(new RequestFacts
    {
        At = DateTimeOffset.UnixEpoch,
        TraceId = "0123456789abcdef0123456789abcdef",
        Call = call,
        Outcome = Outcome.Forwarded,
        Status = 200,
        Elapsed = TimeSpan.FromMilliseconds(1.5),
        Upstream = TimeSpan.FromMilliseconds(1),
    }).Length;

    private static List<JsonDocument> LinesOf(string log)
        => [.. log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line)).Where(line => line.RootElement.GetProperty("MessageTemplate").GetString() == "Request")];

    /// <summary>A synthetic national identity number (month + 80) with valid check digits.</summary>
    private static string Person(Random random)
    {
        while (true)
        {
            var head = $"{random.Next(1, 29):D2}{random.Next(81, 93):D2}{random.Next(50, 99):D2}{random.Next(100, 500):D3}";
            int Sum(string digits, int[] weights) => digits.Select((digit, at) => (digit - '0') * weights[at]).Sum();
            var first = (11 - (Sum(head, [3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11)) % 11;
            var second = first > 9 ? 10 : (11 - (Sum(head + first, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
            if (first < 10 && second < 10)
            {
                return head + first.ToString(CultureInfo.InvariantCulture) + second.ToString(CultureInfo.InvariantCulture);
            }
        }
    }

    internal static ValidatedToken Token() => new()
    {
        Form = TokenForms.MaskinportenSystemUser,
        Scopes = FrozenSet<string>.Empty,
        Expires = DateTimeOffset.MaxValue,
        Caller = new Caller { Vendor = VendorId.Parse("974761076"), System = "974761076_\"fortsatt\"", Client = "client-1" },
    };
}
