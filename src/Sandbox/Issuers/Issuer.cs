using System.Text.Json.Nodes;

namespace Digdir.Altinn.Sandbox.Issuers;

/// <summary>Somebody who issues RSA-signed tokens. Thread-safe.</summary>
/// <param name="name">Its issuer string, exactly as in tokens and metadata.</param>
/// <param name="keys">Its keys.</param>
internal sealed class Issuer(string name, SigningKeys keys) : IDisposable
{
    public string Name { get; } = name;

    public SigningKeys Keys { get; } = keys;

    /// <summary>Signs the claims with the issuer and its times put in.</summary>
    /// <param name="claims">The claims; taken over.</param>
    /// <param name="now">When.</param>
    /// <param name="lifetime">How long the token is good. Negative makes one that has expired.</param>
    /// <param name="withNotBefore">Whether the issuer writes <c>nbf</c>.</param>
    public string Issue(JsonObject claims, DateTimeOffset now, TimeSpan lifetime, bool withNotBefore = false)
    {
        var issued = lifetime < TimeSpan.Zero ? now + lifetime + lifetime : now;
        claims["iss"] = Name;
        claims["iat"] = issued.ToUnixTimeSeconds();
        claims["exp"] = (now + lifetime).ToUnixTimeSeconds();
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
    /// <param name="clock">The clock.</param>
    public IssuersOfSandbox(string address, string folder, TimeProvider clock)
    {
        Maskinporten = new(address + "/maskinporten/", new("maskinporten", JwksStyle.Standard, folder, clock));
        IdPorten = new(address + "/idporten", new("idporten", JwksStyle.Standard, folder, clock));
        Ansattporten = new(address + "/ansattporten", new("ansattporten", JwksStyle.Standard, folder, clock));
        Altinn = new(address + "/authentication/api/v1/openid/", new("altinn", JwksStyle.Altinn, folder, clock));
        Dialogs = new(address + "/dialogporten/api/v1", folder);
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
