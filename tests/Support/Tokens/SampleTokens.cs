using System.Text.Json.Nodes;

namespace Digdir.Altinn.Support.Tokens;

/// <summary>
/// The payload of every form a token comes in, as its issuer writes it. Synthetic: organisations and persons pass their check digits and belong to nobody.
/// <c>iss</c> and the times are put in by <see cref="Claims"/>.
/// </summary>
public static class SampleTokens
{
    /// <summary>The vendor of every sample that names one.</summary>
    public const string Vendor = "991825827";

    /// <summary>The customer of every sample that names one other than the vendor.</summary>
    public const string Customer = "310923044";

    /// <summary>The person of every sample that names one.</summary>
    public const string Person = "08844397713";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "maskinporten-own-org",
        "maskinporten-delegated-supplier",
        "maskinporten-systemuser",
        "idporten-access-token",
        "altinn-from-maskinporten-systemuser",
        "altinn-from-maskinporten-serviceowner",
        "altinn-from-idporten",
        "altinn-portal-session",
        "altinn-test-tools",
        "dialog-token",
    ];

    /// <summary>The sample's claims, issued by the issuer at the instant for ten minutes.</summary>
    public static JsonObject Claims(string name, string issuer, DateTimeOffset now)
    {
        var claims = JsonNode.Parse(Payload(name))?.AsObject() ?? throw new ArgumentException("No such sample.", nameof(name));
        claims["iss"] = issuer;
        claims["iat"] = now.ToUnixTimeSeconds();
        claims["exp"] = now.AddMinutes(10).ToUnixTimeSeconds();
        if (claims.ContainsKey("nbf"))
        {
            claims["nbf"] = now.ToUnixTimeSeconds();
        }

        return claims;
    }

    private static string Payload(string name) => name switch
    {
        "maskinporten-own-org" => """
            {"iss":"https://test.maskinporten.no/","scope":"altinn:authentication/systemregister.write","client_id":"5f2d9b0e-6c0a-4c39-9f7f-0d5f4a1c7b11","client_amr":"private_key_jwt","token_type":"Bearer","consumer":{"authority":"iso6523-actorid-upis","ID":"0192:991825827"},"iat":1786000000,"exp":1786000120,"jti":"mKx0T2_sample_systemuser_0001"}
            """,
        "maskinporten-delegated-supplier" => """
            {"iss":"https://test.maskinporten.no/","scope":"digdir:dialogporten.serviceprovider","client_id":"c1","client_amr":"virksomhetssertifikat","token_type":"Bearer","consumer":{"authority":"iso6523-actorid-upis","ID":"0192:310923044"},"supplier":{"authority":"iso6523-actorid-upis","ID":"0192:991825827"},"delegation_source":"https://tt02.altinn.no/","iat":1786000000,"exp":1786000600,"jti":"d1"}
            """,
        "maskinporten-systemuser" => """
            {"iss":"https://test.maskinporten.no/","scope":"digdir:dialogporten altinn:broker.read","client_id":"5f2d9b0e-6c0a-4c39-9f7f-0d5f4a1c7b11","client_amr":"private_key_jwt","token_type":"Bearer","consumer":{"authority":"iso6523-actorid-upis","ID":"0192:991825827"},"authorization_details":[{"type":"urn:altinn:systemuser","systemuser_id":["aaa88f01-d847-2973-9579-76f658b42caa"],"systemuser_org":{"authority":"iso6523-actorid-upis","ID":"0192:310923044"},"system_id":"991825827_regnskap-pro"}],"iat":1786000000,"exp":1786000120,"jti":"mKx0T2_sample_systemuser_0001"}
            """,
        "idporten-access-token" => """
            {"iss":"https://test.idporten.no","sub":"pairwise-opaque","pid":"08844397713","acr":"idporten-loa-high","amr":["BankID"],"client_id":"b2b7","client_amr":"private_key_jwt","client_orgno":"991825827","consumer":{"authority":"iso6523-actorid-upis","ID":"0192:991825827"},"scope":"openid digdir:dialogporten","sid":"s-1","aud":"unspecified","token_type":"Bearer","iat":1786000000,"exp":1786000600,"jti":"i1"}
            """,
        "altinn-from-maskinporten-systemuser" => """
            {"scope":"digdir:dialogporten altinn:broker.read","client_id":"5f2d9b0e-6c0a-4c39-9f7f-0d5f4a1c7b11","token_type":"Bearer","consumer":{"authority":"iso6523-actorid-upis","ID":"0192:991825827"},"authorization_details":{"type":"urn:altinn:systemuser","systemuser_id":["aaa88f01-d847-2973-9579-76f658b42caa"],"systemuser_org":{"authority":"iso6523-actorid-upis","ID":"0192:310923044"},"system_id":"991825827_regnskap-pro"},"iat":1786000000,"exp":1786001800,"jti":"mKx0T2_sample_systemuser_0001","iss":"https://platform.tt02.altinn.no/authentication/api/v1/openid/","urn:altinn:orgNumber":"991825827","urn:altinn:authenticatemethod":"maskinporten","urn:altinn:authlevel":3,"sid":"0b9c","nbf":1786000000}
            """,
        "altinn-from-maskinporten-serviceowner" => """
            {"iss":"https://platform.tt02.altinn.no/authentication/api/v1/openid/","scope":"altinn:serviceowner altinn:broker.write","client_id":"so","token_type":"Bearer","consumer":{"authority":"iso6523-actorid-upis","ID":"0192:974761076"},"urn:altinn:org":"skd","urn:altinn:orgNumber":"974761076","urn:altinn:authenticatemethod":"maskinporten","urn:altinn:authlevel":3,"jti":"so1","sid":"x","nbf":1786000000,"iat":1786000000,"exp":1786001800}
            """,
        "altinn-from-idporten" => """
            {"iss":"https://platform.tt02.altinn.no/authentication/api/v1/openid/","nameid":"20208000","urn:altinn:userid":"20208000","urn:altinn:username":"","urn:altinn:partyid":50934810,"urn:altinn:party:uuid":"c0ffee00-1111-4222-8333-444455556666","urn:altinn:authenticatemethod":"BankID","urn:altinn:authlevel":4,"pid":"08844397713","acr":"idporten-loa-high","amr":"BankID","client_id":"b2b7","client_amr":"private_key_jwt","consumer":{"authority":"iso6523-actorid-upis","ID":"0192:991825827"},"scope":"altinn:instances.read altinn:instances.write","sid":"y","jti":"p1","nbf":1786000000,"iat":1786000000,"exp":1786000600}
            """,
        "altinn-portal-session" => """
            {"iss":"https://platform.tt02.altinn.no/authentication/api/v1/openid/","nameid":"20208000","urn:altinn:userid":"20208000","urn:altinn:partyid":50934810,"urn:altinn:authenticatemethod":"BankID","urn:altinn:authlevel":4,"scope":"altinn:portal/enduser","jti":"q1","sid":"z","nbf":1786000000,"iat":1786000000,"exp":1786001800}
            """,
        "altinn-test-tools" => """
            {"scope":"digdir:dialogporten altinn:broker.read","client_id":"5f2d9b0e-6c0a-4c39-9f7f-0d5f4a1c7b11","token_type":"Bearer","consumer":{"authority":"iso6523-actorid-upis","ID":"0192:991825827"},"authorization_details":[{"type":"urn:altinn:systemuser","systemuser_id":["aaa88f01-d847-2973-9579-76f658b42caa"],"systemuser_org":{"authority":"iso6523-actorid-upis","ID":"0192:310923044"},"system_id":"991825827_regnskap-pro"}],"iat":1786000000,"exp":1786001800,"jti":"mKx0T2_sample_systemuser_0001","iss":"https://platform.tt02.altinn.no/authentication/api/v1/openid/","urn:altinn:orgNumber":"991825827","urn:altinn:authenticatemethod":"maskinporten","urn:altinn:authlevel":3,"sid":"0b9c","nbf":1786000000,"actual_iss":"altinn-test-tools"}
            """,
        "dialog-token" => """
            {"jti":"e9","c":"urn:altinn:organization:identifier-no:991825827","l":3,"p":"urn:altinn:organization:identifier-no:310923044","s":"urn:altinn:resource:demo","i":"0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001","a":"read;write","y":"aaa88f01-d847-2973-9579-76f658b42caa","o":"urn:altinn:organization:identifier-no:310923044","iss":"https://platform.tt02.altinn.no/dialogporten/api/v1","iat":1786000000,"nbf":1786000000,"exp":1786000600}
            """,
        _ => throw new ArgumentException("No such sample.", nameof(name)),
    };
}
