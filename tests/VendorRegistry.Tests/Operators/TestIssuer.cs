using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Digdir.Altinn.VendorRegistry.Tests.Operators;

/// <summary>Signs operators' tokens.</summary>
internal static class TestIssuer
{
    public const string Issuer = "https://operators.example/";
    public const string Audience = "vendor-registry";

    private static readonly RSA Rsa = RSA.Create(2048);

    public static RsaSecurityKey Key { get; } = new(Rsa) { KeyId = "operators-1" };

    public static OpenIdConnectConfiguration Metadata { get; } = Make();

    public static string Token(DateTimeOffset now, params string[] roles) => Token(now, new Dictionary<string, object> { ["sub"] = "operator-1", ["roles"] = roles });

    public static string Token(DateTimeOffset now, Dictionary<string, object> claims, SigningCredentials? signing = null, string issuer = Issuer, string audience = Audience)
        => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = now.UtcDateTime.AddMinutes(30),
            Claims = claims,
            SigningCredentials = signing ?? new SigningCredentials(Key, SecurityAlgorithms.RsaSha256),
        });

    private static OpenIdConnectConfiguration Make()
    {
        var metadata = new OpenIdConnectConfiguration { Issuer = Issuer };
        metadata.SigningKeys.Add(Key);
        return metadata;
    }
}
