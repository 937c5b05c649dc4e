using Digdir.Altinn.Gateway.Tokens;
using Digdir.Altinn.VendorRegistry.Pictures;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Tokens;

public sealed class IssuerListTests
{
    private static (IReadOnlyList<Issuer> Issuers, List<string> Errors) Resolve(AltinnEnvironment environment, params (string Name, IssuerOptions Issuer)[] configured)
    {
        var options = new TokenOptions();
        foreach (var (name, issuer) in configured)
        {
            options.Issuers[name] = issuer;
        }

        var errors = new List<string>();
        return (IssuerList.Resolve(options, environment, errors), errors);
    }

    [Theory]
    [InlineData(AltinnEnvironment.Production, "https://maskinporten.no/", "https://maskinporten.no/.well-known/oauth-authorization-server")]
    [InlineData(AltinnEnvironment.Production, "https://idporten.no", "https://idporten.no/.well-known/openid-configuration")]
    [InlineData(AltinnEnvironment.Production, "https://platform.altinn.no/authentication/api/v1/openid/", "https://platform.altinn.no/authentication/api/v1/openid/.well-known/openid-configuration")]
    [InlineData(AltinnEnvironment.Production, "https://platform.altinn.no/dialogporten/api/v1", "https://platform.altinn.no/dialogporten/api/v1/.well-known/oauth-authorization-server")]
    [InlineData(AltinnEnvironment.Test, "https://test.maskinporten.no/", "https://test.maskinporten.no/.well-known/oauth-authorization-server")]
    [InlineData(AltinnEnvironment.Test, "https://test.idporten.no", "https://test.idporten.no/.well-known/openid-configuration")]
    [InlineData(AltinnEnvironment.Test, "https://platform.tt02.altinn.no/authentication/api/v1/openid/", "https://platform.tt02.altinn.no/authentication/api/v1/openid/.well-known/openid-configuration")]
    [InlineData(AltinnEnvironment.Test, "https://platform.tt02.altinn.no/dialogporten/api/v1", "https://platform.tt02.altinn.no/dialogporten/api/v1/.well-known/oauth-authorization-server")]
    public void Has_the_issuers_of_each_environment_to_the_letter(AltinnEnvironment environment, string issuer, string metadata)
    {
        var (issuers, errors) = Resolve(environment);
        errors.ShouldBeEmpty();
        issuers.Count.ShouldBe(4);
        issuers.Single(one => one.Value == issuer).Metadata.ShouldBe(new Uri(metadata));
    }

    [Fact]
    public void Adds_an_internal_test_platform_only_when_configured()
    {
        const string At22 = "https://platform.at22.altinn.cloud/authentication/api/v1/openid/";
        Resolve(AltinnEnvironment.Test).Issuers.ShouldNotContain(issuer => issuer.Value.Contains("altinn.cloud"));
        Resolve(AltinnEnvironment.Test, ("at22", new() { Issuer = At22, Kind = IssuerKind.Altinn })).Issuers.Single(issuer => issuer.Value == At22).Algorithms.ShouldBe(["RS256"]);
    }

    [Fact]
    public void Overrides_value_by_value_and_leaves_out_what_is_not_enabled()
    {
        var (issuers, errors) = Resolve(
            AltinnEnvironment.Production,
            ("Maskinporten", new() { Algorithms = ["RS512"] }),
            ("idporten", new() { Enabled = false }),
            ("altinn", new() { Jwks = "http://127.0.0.1:5000/jwks" }));
        errors.ShouldBeEmpty();
        issuers.Select(issuer => issuer.Name).ShouldBe(["maskinporten", "altinn", "dialogporten"]);
        issuers[0].Algorithms.ShouldBe(["RS512"]);
        issuers[1].Metadata.ShouldBeNull();
    }

    [Theory]
    [InlineData("HS256")]
    [InlineData("none")]
    [InlineData("PS256")]
    [InlineData("")]
    public void Refuses_an_algorithm_the_kind_may_not_use(string algorithm)
        => Resolve(AltinnEnvironment.Test, ("maskinporten", new() { Algorithms = [algorithm] })).Errors.ShouldHaveSingleItem().ShouldContain("Algorithms");

    [Theory]
    [InlineData("http://keys.example/jwks")]
    [InlineData("ftp://127.0.0.1/jwks")]
    [InlineData("jwks")]
    [InlineData("https://user:pw@keys.example/jwks")]
    [InlineData("file:///etc/passwd")]
    public void Refuses_an_address_that_is_not_https(string address)
    {
        Resolve(AltinnEnvironment.Test, ("maskinporten", new() { Jwks = address })).Errors.ShouldHaveSingleItem().ShouldContain("Jwks");
        Resolve(AltinnEnvironment.Test, ("maskinporten", new() { Metadata = address })).Errors.ShouldHaveSingleItem().ShouldContain("Metadata");
    }

    [Fact]
    public void Refuses_two_issuers_of_one_name_and_one_of_no_kind()
    {
        Resolve(AltinnEnvironment.Test, ("again", new() { Issuer = "https://test.maskinporten.no/", Kind = IssuerKind.Altinn })).Errors.ShouldHaveSingleItem();
        Resolve(AltinnEnvironment.Test, ("x", new() { Issuer = "https://x.example/" })).Errors.ShouldHaveSingleItem().ShouldContain("Kind");
    }

    [Fact]
    public void The_usual_settings_are_valid_and_each_has_its_bounds()
    {
        var validator = new TokenOptionsValidator(new AltinnOptions());
        validator.Validate(null, new TokenOptions()).Succeeded.ShouldBeTrue();
        Action<TokenOptions>[] wrong =
        [
            options => options.MaxLength = 1,
            options => options.ClockSkew = TimeSpan.FromSeconds(11),
            options => options.ClockSkew = TimeSpan.FromSeconds(-1),
            options => options.MaxLifetime = TimeSpan.Zero,
            options => options.CacheEntries = 0,
            options => options.RefusedEntries = 0,
            options => options.RefusedFor = TimeSpan.Zero,
            options => options.KeyRefresh = TimeSpan.Zero,
            options => options.UnknownKeyRefresh = TimeSpan.Zero,
            options => options.KeysOutlive = TimeSpan.FromDays(8),
            options => options.KeyWait = TimeSpan.Zero,
            options => options.FetchTimeout = TimeSpan.Zero,
            options => options.Issuers["maskinporten"] = new() { Jwks = "x" },
        ];
        foreach (var change in wrong)
        {
            var options = new TokenOptions();
            change(options);
            validator.Validate(null, options).Failed.ShouldBeTrue();
        }
    }
}
