using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using Shouldly;

namespace Digdir.Altinn.VendorRegistry.Tests.AltinnEvents;

/// <summary>Maskinporten, Altinn's exchange and Altinn Events as far as a publisher meets them, with Maskinporten's demands on a grant.</summary>
internal sealed class AltinnPlatform : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TimeProvider _clock;
    private readonly HashSet<string> _used = [];

    private AltinnPlatform(TimeProvider clock)
    {
        _clock = clock;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/token", GrantAsync);
        _app.MapGet("/authentication/api/v1/exchange/maskinporten", Exchange);
        _app.MapPost("/events/api/v1/events", (Delegate)PublishAsync);
    }

    public Uri Address => new(_app.Urls.First());

    public RSA Key { get; } = RSA.Create(2048);

    /// <summary>How many grants were accepted.</summary>
    public int Grants => _used.Count;

    /// <summary>The events published, as they came.</summary>
    public List<JsonObject> Published { get; } = [];

    /// <summary>How an event is answered instead of being taken.</summary>
    public Func<HttpContext, IResult?> Answer { get; set; } = _ => null;

    /// <summary>How long Altinn's tokens are good.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(30);

    public static async Task<AltinnPlatform> StartAsync(TimeProvider clock)
    {
        var platform = new AltinnPlatform(clock);
        await platform._app.StartAsync();
        return platform;
    }

    /// <summary>The private key as Digdir's self-service gives it out.</summary>
    public string Jwk()
    {
        var parts = Key.ExportParameters(includePrivateParameters: true);
        return new JsonObject
        {
            ["kty"] = "RSA", ["kid"] = "publisher-1", ["n"] = Text(parts.Modulus), ["e"] = Text(parts.Exponent), ["d"] = Text(parts.D), ["p"] = Text(parts.P), ["q"] = Text(parts.Q),
            ["dp"] = Text(parts.DP), ["dq"] = Text(parts.DQ), ["qi"] = Text(parts.InverseQ),
        }.ToJsonString();

        static string Text(byte[]? bytes) => Base64UrlEncoder.Encode(bytes);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Key.Dispose();
    }

    private async Task<IResult> GrantAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        form["grant_type"].ToString().ShouldBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
        var parts = form["assertion"].ToString().Split('.');
        var header = Read(parts[0]);
        var claims = Read(parts[1]);
        var (issued, expires) = ((long?)claims["iat"] ?? 0, (long?)claims["exp"] ?? 0);
        var isGood = (string?)header["alg"] == "RS256" && (string?)header["kid"] == "publisher-1"
            && Key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64UrlEncoder.DecodeBytes(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            && (string?)claims["iss"] == "publisher" && (string?)claims["aud"] == "https://maskinporten.test/" && (string?)claims["scope"] == "altinn:events.publish"
            && expires > issued && expires - issued <= 120 && Math.Abs(_clock.GetUtcNow().ToUnixTimeSeconds() - issued) <= 10
            && claims["jti"] is { } id && _used.Add((string?)id ?? "");
        return isGood ? Results.Json(new { access_token = "machine", token_type = "Bearer", expires_in = 119 }) : Results.Json(new { error = "invalid_grant" }, statusCode: 400);
    }

    private IResult Exchange(HttpRequest request)
        => request.Headers.Authorization == "Bearer machine"
            ? Results.Text($"e30.{Base64UrlEncoder.Encode($"{{\"exp\":{(_clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds()},\"nr\":{Grants}}}")}.c2ln")
            : Results.Unauthorized();

    private async Task<IResult> PublishAsync(HttpContext context)
    {
        if (Answer(context) is { } answer)
        {
            return answer;
        }

        context.Request.ContentType.ShouldBe("application/cloudevents+json");
        context.Request.Headers.Authorization.ToString().ShouldStartWith("Bearer e30.");
        Published.Add(await context.Request.ReadFromJsonAsync<JsonObject>() ?? []);
        return Results.Ok();
    }

    private static JsonObject Read(string part) => JsonNode.Parse(Base64UrlEncoder.Decode(part))?.AsObject() ?? [];
}
