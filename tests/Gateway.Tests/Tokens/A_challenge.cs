using System.Text.Json.Nodes;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Tokens;

/// <summary>What a caller is told (RFC 6750), to the letter.</summary>
public sealed class A_challenge(TokenHostFixture fixture) : IClassFixture<TokenHostFixture>
{
    private const string Metadata = "resource_metadata=\"https://gw.test/.well-known/oauth-protected-resource\"";

    private TokenHost Host => fixture.Host;

    [Fact]
    public async Task Without_credentials_names_no_error()
    {
        (await ChallengeAsync(_ => { }, 401)).ShouldBe($"Bearer realm=\"altinn\", {Metadata}");
        (await ChallengeAsync(request => request.Headers.TryAddWithoutValidation("Authorization", "Basic dTpw"), 401)).ShouldBe($"Bearer realm=\"altinn\", {Metadata}");
        (await ChallengeAsync(request => request.Headers.TryAddWithoutValidation("Authorization", "DPoP abc"), 401)).ShouldBe($"Bearer realm=\"altinn\", {Metadata}");
        (await ChallengeAsync(request => request.Headers.TryAddWithoutValidation("Authorization", "Bearerabc"), 401)).ShouldBe($"Bearer realm=\"altinn\", {Metadata}");
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    public async Task To_a_scheme_without_a_token_is_invalid_request(string field)
        => (await ChallengeAsync(request => request.Headers.TryAddWithoutValidation("Authorization", field), 400)).ShouldBe(
            $"Bearer realm=\"altinn\", error=\"invalid_request\", error_description=\"{Faults.DetailOf("bad_credentials")}\", {Metadata}");

    [Fact]
    public async Task To_two_tokens_is_invalid_request()
    {
        Host.Operation = TokenHost.OperationTaking(TokenForms.AltinnExchanged | TokenForms.PortalSession);
        var token = Host.Token("altinn-portal-session");
        string[][] pairs =
        [
            [$"AltinnStudioRuntime={token}; AltinnStudioRuntime={token}"],
            [$"AltinnStudioRuntime={token}; altinnstudioruntime=x"],
            [$"AltinnStudioRuntime={token}", $"AltinnStudioRuntime={token}"],
            [$"AltinnStudioRuntime={token}; .ALTINNTOKEN=x"],
            [$".altinntoken=x; AltinnStudioRuntime={token}"],
        ];
        foreach (var lines in pairs)
        {
            await Host.SendAsync(request => request.Headers.TryAddWithoutValidation("Cookie", lines)).ShouldBeRefusedAsync(400, "GWY-00005", Faults.DetailOf("several_tokens"));
        }

        Host.Operation = TokenHost.OperationTaking(TokenForms.AnyMaskinporten);
        (await RawHttp.SendAsync(Host.Address, "GET /things HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\nConnection: close\r\n\r\n"))
            .ShouldStartWith("HTTP/1.1 400 ");
    }

    [Fact]
    public async Task To_a_bad_token_is_invalid_token()
        => (await ChallengeAsync(request => request.Headers.TryAddWithoutValidation("Authorization", "Bearer a.b.c"), 401)).ShouldBe(
            $"Bearer realm=\"altinn\", error=\"invalid_token\", error_description=\"{Faults.DetailOf("malformed")}\", {Metadata}");

    [Fact]
    public async Task To_a_form_that_is_not_taken_says_which_are()
    {
        Host.Operation = TokenHost.OperationTaking(TokenForms.AltinnExchanged | TokenForms.DialogToken);
        var problem = await Host.SendAsync(Host.Token("maskinporten-systemuser")).ShouldBeRefusedAsync(401, "GWY-00006", Faults.DetailOf("must_be_exchanged"));
        problem["accepted"]?.AsArray().Select(name => name?.GetValue<string>()).ShouldBe(["altinn-from-maskinporten", "altinn-from-idporten", "dialog-token"]);
        Host.Operation = TokenHost.OperationTaking(TokenForms.AltinnFromIdPorten);
        await Host.SendAsync(Host.Token("dialog-token")).ShouldBeRefusedAsync(401, "GWY-00006", Faults.DetailOf("form_not_taken"));
        await Host.SendAsync(Host.Token("altinn-portal-session")).ShouldBeRefusedAsync(401, "GWY-00006", Faults.DetailOf("form_not_taken"));
    }

    [Fact]
    public async Task Is_never_made_by_an_anonymous_operation()
    {
        Host.Operation = TokenHost.OperationTaking(TokenForms.Anonymous);
        await Host.SendAsync((string?)null).ShouldPassAsync();
        await Host.SendAsync("garbage").ShouldPassAsync();
        Host.Operation = TokenHost.OperationTaking(TokenForms.Anonymous | TokenForms.AltinnExchanged);
        await Host.SendAsync((string?)null).ShouldPassAsync();
        (await Host.SendAsync(Host.Token("altinn-from-idporten")).ShouldPassAsync())["vendor"].ShouldNotBeNull();
        await Host.SendAsync("garbage").ShouldBeRefusedAsync(401, "GWY-00004");
    }

    [Fact]
    public async Task Is_not_made_for_a_cookie_where_no_portal_session_is_taken()
    {
        Host.Operation = TokenHost.OperationTaking(TokenForms.AltinnExchanged);
        await Host.SendAsync(request => request.Headers.TryAddWithoutValidation("Cookie", "AltinnStudioRuntime=" + Host.Token("altinn-from-idporten")))
            .ShouldBeRefusedAsync(401, "GWY-00003");
    }

    [Fact]
    public async Task To_a_token_that_names_nobody_is_no_identity()
    {
        Host.Operation = TokenHost.OperationTaking(TokenForms.AnyMaskinporten | TokenForms.DialogToken);
        await Host.SendAsync(Host.Token("maskinporten-own-org", ("consumer", null))).ShouldBeRefusedAsync(403, "GWY-00008");
        await Host.SendAsync(Host.Token("maskinporten-own-org", ("consumer", JsonNode.Parse("""{"authority":"iso6523-actorid-upis","ID":"9908:991825827"}"""))))
            .ShouldBeRefusedAsync(403, "GWY-00008", "The organisation in the token has another identifier than 0192 (Norwegian organisation number).");
        await Host.SendAsync(Host.Token("dialog-token", ("c", "urn:altinn:person:identifier-no:08844397713"), ("y", null), ("o", null))).ShouldBeRefusedAsync(403, "GWY-00008");
    }

    [Fact]
    public void For_a_missing_scope_names_the_scopes()
        => Host.Services.GetRequiredService<Challenges>().InsufficientScope(new Microsoft.AspNetCore.Http.DefaultHttpContext(), ["a:b", "c"]).ShouldBe(
            $"Bearer realm=\"altinn\", error=\"insufficient_scope\", scope=\"a:b c\", {Metadata}");

    [Fact]
    public void Holds_only_the_letters_that_RFC_6750_allows()
    {
        foreach (var fault in Faults.All)
        {
            fault.Detail.En.ShouldAllBe(letter => letter >= 0x20 && letter <= 0x7e && letter != '"' && letter != '\\', fault.Name);
            fault.Detail.Nb.ShouldNotBe(fault.Detail.En);
        }

        Faults.All.Select(fault => fault.Name).ShouldBeUnique();
    }

    private async Task<string> ChallengeAsync(Action<HttpRequestMessage> with, int status)
    {
        Host.Operation = TokenHost.OperationTaking(TokenForms.AnyMaskinporten);
        using var response = await Host.SendAsync(with);
        ((int)response.StatusCode).ShouldBe(status);
        return response.Headers.NonValidated["WWW-Authenticate"].ToString();
    }
}
