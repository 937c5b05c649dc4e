using System.Text.Json.Nodes;

namespace Digdir.Altinn.Sandbox.Issuers;

/// <summary>Somebody who issues RSA-signed tokens. Thread-safe.</summary>
/// <param name="name">Its issuer string, exactly as in tokens and metadata.</param>
/// <param name="keys">Its keys.</param>
/// <param name="pace">The sandbox's speed, which tokens' lifetimes follow.</param>
internal sealed class Issuer(string name, SigningKeys keys, Pace pace) : IDisposable
{
    public string Name { get; } = name;

    public SigningKeys Keys { get; } = keys;

    /// <summary>Signs the claims with the issuer and its times put in.</summary>
    /// <param name="claims">The claims; taken over.</param>
    /// <param name="now">When.</param>
    /// <param name="lifetime">How long the token is good. Negative makes one that has expired.</param>
    /// <param name="withNotBefore">Whether the issuer writes <c>nbf</c>.</param>
    public string Issue(JsonObject claims, DateTimeOffset now, TimeSpan lifetime, bool withNotBefore = false)
        => IssueUntil(claims, lifetime < TimeSpan.Zero ? now + lifetime + lifetime : now, now + pace.LifetimeOf(lifetime), withNotBefore);

    /// <summary>The same for a token that expires when another does.</summary>
    public string IssueUntil(JsonObject claims, DateTimeOffset issued, DateTimeOffset expires, bool withNotBefore)
    {
        claims["iss"] = Name;
        claims["iat"] = issued.ToUnixTimeSeconds();
        claims["exp"] = expires.ToUnixTimeSeconds();
        if (withNotBefore)
        {
            claims["nbf"] = issued.ToUnixTimeSeconds();
        }

        return Keys.Sign(claims);
    }

    public void Dispose() => Keys.Dispose();
}

/// <summary>The sandbox's issuers. Thread-safe.</summary>
internal sealed class IssuersOfSandbox : IDisposable
{
    /// <param name="address">Base address of the stand-ins, without a slash at the end.</param>
    /// <param name="folder">Folder that keys are kept in.</param>
    /// <param name="pace">The sandbox's clock and speed.</param>
    public IssuersOfSandbox(string address, string folder, Pace pace)
    {
        Maskinporten = new(address + "/maskinporten/", new("maskinporten", JwksStyle.Standard, folder, pace.Clock), pace);
        IdPorten = new(address + "/idporten", new("idporten", JwksStyle.Standard, folder, pace.Clock), pace);
        Ansattporten = new(address + "/ansattporten", new("ansattporten", JwksStyle.Standard, folder, pace.Clock), pace);
        Altinn = new(address + "/authentication/api/v1/openid/", new("altinn", JwksStyle.Altinn, folder, pace.Clock), pace);
        Dialogs = new(address + "/dialogporten/api/v1", folder, pace);
    }

    public Issuer Maskinporten { get; }

    public Issuer IdPorten { get; }

    public Issuer Ansattporten { get; }

    public Issuer Altinn { get; }

    public DialogTokenIssuer Dialogs { get; }

    /// <summary>The issuer whose name it is, exactly; null when it is none of them.</summary>
    public Issuer? Named(string? name) => new[] { Maskinporten, IdPorten, Ansattporten, Altinn }.FirstOrDefault(issuer => issuer.Name == name);

    public void Dispose()
    {
        Maskinporten.Dispose();
        IdPorten.Dispose();
        Ansattporten.Dispose();
        Altinn.Dispose();
    }
}
