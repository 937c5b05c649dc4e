using System.Text.Json.Nodes;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Support.Tokens;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Tokens;

public sealed class A_genuine_token : IAsyncLifetime
{
    private TokenHost? _host;

    private TokenHost Host => _host ?? throw new InvalidOperationException();

    public async Task InitializeAsync() => _host = await TokenHost.StartAsync();

    public async Task DisposeAsync() => await Host.DisposeAsync();

    [Theory]
    [InlineData("maskinporten-own-org", TokenForms.Maskinporten, SampleTokens.Vendor, SampleTokens.Vendor)]
    [InlineData("maskinporten-delegated-supplier", TokenForms.MaskinportenDelegated, SampleTokens.Vendor, SampleTokens.Customer)]
    [InlineData("maskinporten-systemuser", TokenForms.MaskinportenSystemUser, SampleTokens.Vendor, SampleTokens.Customer)]
    [InlineData("idporten-access-token", TokenForms.IdPorten, SampleTokens.Vendor, null)]
    [InlineData("altinn-from-maskinporten-systemuser", TokenForms.AltinnFromMaskinporten, SampleTokens.Vendor, SampleTokens.Customer)]
    [InlineData("altinn-from-maskinporten-serviceowner", TokenForms.AltinnFromMaskinporten, "974761076", "974761076")]
    [InlineData("altinn-from-idporten", TokenForms.AltinnFromIdPorten, SampleTokens.Vendor, null)]
    [InlineData("altinn-portal-session", TokenForms.PortalSession, null, null)]
    [InlineData("altinn-test-tools", TokenForms.AltinnFromMaskinporten, SampleTokens.Vendor, SampleTokens.Customer)]
    [InlineData("dialog-token", TokenForms.DialogToken, SampleTokens.Vendor, SampleTokens.Customer)]
    public async Task Of_every_form_passes_and_says_who_is_calling(string sample, object form, string? vendor, string? customer)
    {
        var token = Host.Token(sample);
        for (var time = 0; time < 2; time++)
        {
            var seen = await Host.SendAsync(token).ShouldPassAsync();
            seen["form"]?.GetValue<string>().ShouldBe(form.ToString());
            seen["vendor"]?.GetValue<string>().ShouldBe(vendor);
            seen["customer"]?.GetValue<string>().ShouldBe(customer);
        }
    }

    [Fact]
    public async Task Of_a_service_owner_is_known_as_one()
        => (await Host.SendAsync(Host.Token("altinn-from-maskinporten-serviceowner")).ShouldPassAsync())["serviceOwner"]?.GetValue<bool>().ShouldBeTrue();

    [Theory]
    [InlineData("RS384")]
    [InlineData("RS512")]
    public async Task May_be_signed_by_any_algorithm_its_issuer_uses(string algorithm)
    {
        var forge = TokenForge.WithRsa("mp-1", algorithm);
        await Host.SendAsync(forge.Sign(Host.Claims("maskinporten-own-org"))).ShouldPassAsync();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("JWT")]
    [InlineData("jwt")]
    [InlineData("at+jwt")]
    [InlineData("application/at+jwt")]
    public async Task May_have_the_types_that_access_tokens_have(string? type)
    {
        var header = new JsonObject { ["alg"] = "RS256", ["kid"] = "mp-1" };
        if (type is not null)
        {
            header["typ"] = type;
        }

        await Host.SendAsync(Host.MaskinportenKey.SignRaw(header.ToJsonString(), Host.Claims("maskinporten-own-org").ToJsonString())).ShouldPassAsync();
    }

    [Theory]
    [InlineData("bearer ")]
    [InlineData("BEARER ")]
    [InlineData("Bearer    ")]
    public async Task Is_found_however_its_scheme_is_spelt(string scheme)
        => await Host.SendAsync(request => request.Headers.TryAddWithoutValidation("Authorization", scheme + Host.Token("maskinporten-own-org"))).ShouldPassAsync();

    [Fact]
    public async Task Of_a_portal_session_may_come_in_the_cookie()
    {
        Host.Operation = TokenHost.OperationTaking(TokenForms.AltinnExchanged | TokenForms.PortalSession);
        var seen = await Host.SendAsync(request => request.Headers.TryAddWithoutValidation("Cookie", $"a=1; AltinnStudioRuntime={Host.Token("altinn-portal-session")}; b=2"))
            .ShouldPassAsync();
        seen["form"]?.GetValue<string>().ShouldBe(nameof(TokenForms.PortalSession));
        seen["vendor"].ShouldBeNull();
    }

    [Fact]
    public async Task In_the_header_goes_before_one_in_the_cookie()
    {
        Host.Operation = TokenHost.OperationTaking(TokenForms.AltinnExchanged | TokenForms.PortalSession);
        var seen = await Host.SendAsync(request =>
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Host.Token("altinn-from-idporten"));
            request.Headers.TryAddWithoutValidation("Cookie", "AltinnStudioRuntime=" + Host.Token("altinn-portal-session"));
        }).ShouldPassAsync();
        seen["form"]?.GetValue<string>().ShouldBe(nameof(TokenForms.AltinnFromIdPorten));
    }

    [Fact]
    public async Task Says_the_vendor_whose_picture_the_registry_has()
    {
        var id = Grains.VendorId.Parse(SampleTokens.Vendor);
        Host.Registry = new()
        {
            Vendors = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary([KeyValuePair.Create(id, new VendorRegistry.Pictures.VendorPicture { Id = id, Name = "Regnskap AS" })]),
        };
        (await Host.SendAsync(Host.Token("maskinporten-systemuser")).ShouldPassAsync())["registered"]?.GetValue<string>().ShouldBe("Regnskap AS");
    }
}
