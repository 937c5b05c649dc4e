using System.Text.Json;
using System.Text.Json.Nodes;
using Digdir.Altinn.Gateway.Tokens;
using Digdir.Altinn.Gateway.Vendors;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Tokens;

public sealed class ClaimShapesTests
{
    private const string Consumer = """{"authority":"iso6523-actorid-upis","ID":"0192:991825827"}""";
    private const string Other = """{"authority":"iso6523-actorid-upis","ID":"0192:974761076"}""";

    private const string Details =
        """{"type":"urn:altinn:systemuser","systemuser_id":["a"],"systemuser_org":{"authority":"iso6523-actorid-upis","ID":"0192:310923044"},"system_id":"991825827_regnskap-pro"}""";

    private static string Text(string json) => JsonValue.Create(json).ToJsonString();

    public static TheoryData<string, string, object> Organisations => new()
    {
        { "object", Consumer, OrganisationClaimState.Read },
        { "array of one", $"[{Consumer}]", OrganisationClaimState.Read },
        { "text", Text(Consumer), OrganisationClaimState.Read },
        { "text of an array", Text($"[{Consumer}]"), OrganisationClaimState.Read },
        { "array of a text", $"[{Text(Consumer)}]", OrganisationClaimState.Read },
        { "no authority", """{"ID":"0192:991825827"}""", OrganisationClaimState.Read },
        { "null", "null", OrganisationClaimState.Absent },
        { "two", $"[{Consumer},{Other}]", OrganisationClaimState.Malformed },
        { "none", "[]", OrganisationClaimState.Malformed },
        { "number", "991825827", OrganisationClaimState.Malformed },
        { "bare text", "\"0192:991825827\"", OrganisationClaimState.Malformed },
        { "text of a text", Text(Text(Consumer)), OrganisationClaimState.Malformed },
        { "array of an array", $"[[{Consumer}]]", OrganisationClaimState.Malformed },
        { "empty object", "{}", OrganisationClaimState.Malformed },
        { "another authority", """{"authority":"x","ID":"0192:991825827"}""", OrganisationClaimState.Malformed },
        { "a number for ID", """{"authority":"iso6523-actorid-upis","ID":991825827}""", OrganisationClaimState.Malformed },
        { "other letters", """{"authority":"iso6523-actorid-upis","id":"0192:991825827"}""", OrganisationClaimState.Malformed },
        { "a text that says it twice", Text("""{"ID":"0192:991825827","ID":"0192:974761076"}"""), OrganisationClaimState.Malformed },
        { "broken text", "\"{\"", OrganisationClaimState.Malformed },
    };

    [Theory]
    [MemberData(nameof(Organisations))]
    public void An_organisation_is_read_in_every_shape_and_in_no_other(string shape, string json, object state)
    {
        using var payload = JsonDocument.Parse($$"""{"consumer":{{json}}}""");
        var claim = ClaimShapes.OrganisationOf(payload.RootElement, "consumer");
        claim.State.ShouldBe((OrganisationClaimState)state, shape);
        if (claim.IsRead)
        {
            claim.Number.ToString().ShouldBe("991825827");
        }
    }

    [Theory]
    [InlineData("\\r\\nX-Evil: 1")]
    [InlineData("\\u0000")]
    [InlineData("\\u0085")]
    public void A_system_or_client_with_a_control_character_cannot_be_read(string escaped)
    {
        using var system = JsonDocument.Parse("""{"authorization_details":""" + Details.Replace("regnskap-pro", "regnskap" + escaped, StringComparison.Ordinal) + "}");
        using var client = JsonDocument.Parse($$"""{"exp":2000000000,"client_id":"a{{escaped}}"}""");

        ClaimShapes.SystemUserOf(system.RootElement).ShouldNotBeNull().Organisation.State.ShouldBe(OrganisationClaimState.Malformed);
        TokenClaims.Read(client.RootElement, IssuerKind.Maskinporten).ShouldBeNull();
    }

    public static TheoryData<string, string> SystemUsers => new()
    {
        { "array", $"[{Details}]" },
        { "object", Details },
        { "text", Text(Details) },
        { "text of an array", Text($"[{Details}]") },
        { "array of texts", $"[{Text(Details)}]" },
        { "after another type", $$"""[{"type":"openid_credential","systemuser_org":{{Other}}},{{Details}}]""" },
        { "its organisation as text", Details.Replace("""{"authority":"iso6523-actorid-upis","ID":"0192:310923044"}""", Text("""{"authority":"iso6523-actorid-upis","ID":"0192:310923044"}"""), StringComparison.Ordinal) },
    };

    [Theory]
    [MemberData(nameof(SystemUsers))]
    public void A_system_user_is_read_in_every_shape(string shape, string json)
    {
        using var payload = JsonDocument.Parse($$"""{"authorization_details":{{json}}}""");
        var systemUser = ClaimShapes.SystemUserOf(payload.RootElement).ShouldNotBeNull(shape);
        systemUser.Organisation.Number.ToString().ShouldBe("310923044", shape);
        systemUser.System.ShouldBe("991825827_regnskap-pro", shape);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""[{"type":"other"}]""")]
    [InlineData("""[{"no":"type"}]""")]
    [InlineData("""[{"type":7}]""")]
    public void Details_of_other_types_are_no_system_user(string json)
    {
        using var payload = JsonDocument.Parse($$"""{"authorization_details":{{json}}}""");
        ClaimShapes.SystemUserOf(payload.RootElement).ShouldBeNull();
    }

    [Theory]
    [InlineData("7")]
    [InlineData("\"x\"")]
    [InlineData("[7]")]
    [InlineData("""[[{"type":"urn:altinn:systemuser"}]]""")]
    [InlineData("""[{"type":"urn:altinn:systemuser"}]""")]
    [InlineData("""[{"type":"urn:altinn:systemuser","systemuser_org":null}]""")]
    public void Details_that_cannot_be_read_are_a_system_user_of_nobody(string json)
    {
        using var payload = JsonDocument.Parse($$"""{"authorization_details":{{json}}}""");
        ClaimShapes.SystemUserOf(payload.RootElement).ShouldNotBeNull().Organisation.IsRead.ShouldBeFalse();
    }
}
