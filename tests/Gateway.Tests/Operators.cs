using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Digdir.Altinn.Support.Tokens;
using Digdir.Altinn.VendorRegistry.Operators;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Digdir.Altinn.Gateway.Tests;

/// <summary>Operators of a gateway under test, and the issuer at whom they log in.</summary>
internal static class Operators
{
    private const string Issuer = "https://operators.example/";
    private const string Audience = "gateway";

    /// <summary>The setting without which nobody gets in.</summary>
    public const string Setting = $"--Registry:Operators:Audience={Audience}";

    private static readonly TokenForge Forge = TokenForge.WithRsa("operators-1");

    /// <summary>Has the gateway trust the issuer.</summary>
    public static void Trust(WebApplicationBuilder gateway)
    {
        gateway.Configuration["Registry:Operators:Audience"] = Audience;
        Trust(gateway.Services);
    }

    /// <summary>The same, of a gateway that has <see cref="Setting"/> among its settings.</summary>
    public static void Trust(IServiceCollection services)
        => services.Configure<JwtBearerOptions>(OperatorRoles.Scheme, bearer =>
        {
            bearer.Configuration = new OpenIdConnectConfiguration { Issuer = Issuer };
            bearer.Configuration.SigningKeys.Add(new JsonWebKey(Forge.PublicKey.ToJsonString()));
        });

    /// <summary>Sends a request without a body as an operator with these roles.</summary>
    public static async Task<HttpResponseMessage> SendAsOperatorAsync(this HttpClient client, HttpMethod method, string path, params string[] roles)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Forge.Sign(new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["sub"] = "operator-1",
            ["roles"] = new JsonArray([.. roles.Select(role => JsonValue.Create(role))]),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(10).ToUnixTimeSeconds(),
        }));
        return await client.SendAsync(request);
    }
}
