using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Digdir.Altinn.Benchmarks.Contenders;

/// <summary>An issuer of tokens with one key: its metadata and key set, for whoever validates.</summary>
internal sealed class IssuerHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private IssuerHost(WebApplication app) => _app = app;

    public RSA Key { get; } = RSA.Create(2048);

    /// <summary>The value of <c>iss</c> and the base of its addresses, with a trailing slash.</summary>
    public string Issuer => _app.Urls.First() + "/";

    public static async Task<IssuerHost> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var host = new IssuerHost(builder.Build());
        var parameters = host.Key.ExportParameters(includePrivateParameters: false);
        host._app.MapGet("/jwks", () => new
        {
            keys = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = BenchmarkTokens.KeyId, n = Base64UrlEncoder.Encode(parameters.Modulus), e = Base64UrlEncoder.Encode(parameters.Exponent) } },
        });
        foreach (var path in new[] { "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server" })
        {
            host._app.MapGet(path, () => new { issuer = host.Issuer, jwks_uri = host.Issuer + "jwks" });
        }

        // Where telemetry goes: taken and thrown away.
        host._app.MapFallback(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.StatusCode = StatusCodes.Status200OK;
        });
        await host._app.StartAsync();
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Key.Dispose();
    }
}
