using Xunit;

namespace Digdir.Altinn.Gateway.Tests.ApiDiff;

/// <summary>A pair of descriptions for each rule about what stands around the schemas.</summary>
internal static class OperationPairs
{
    private const string Ok = """
        "responses":{"200":{"description":""}}
        """;

    private const string Scheme = """
        ,"security":[{"key":[]}]
        """;

    /// <summary>The rule when the second comes for the first, the rule when it is the other way round (empty for none), the two.</summary>
    public static TheoryData<string, string, string, string> All => new()
    {
        { "operation-removed", "operation-added", Api.Of("""{"/a":{"get":{""" + Ok + """},"post":{""" + Ok + "}}}"), Api.Of("""{"/a":{"get":{""" + Ok + "}}}") },
        { "operation-deprecated", "", Api.With(Ok), Api.With($"{Ok},\"deprecated\":true") },
        { "operation-id-changed", "operation-id-changed", Api.With($"{Ok},\"operationId\":\"a\""), Api.With($"{Ok},\"operationId\":\"b\"") },
        { "server-removed", "server-added", Api.With(Ok, """,  "servers":[{"url":"https://a.no"},{"url":"https://b.no"}]"""), Api.With(Ok, """, "servers":[{"url":"https://a.no/"}]""") },

        { "parameter-removed", "parameter-added", Parameter("""{"in":"query","name":"q","schema":{"type":"string"}}"""), Api.With(Ok) },
        { "required-parameter-added", "parameter-removed", Api.With(Ok), Parameter("""{"in":"query","name":"q","required":true,"schema":{"type":"string"}}""") },
        { "parameter-became-required", "parameter-became-optional", Parameter("""{"in":"query","name":"q"}"""), Parameter("""{"in":"query","name":"q","required":true}""") },
        { "parameter-moved", "parameter-moved", Parameter("""{"in":"query","name":"q"}"""), Parameter("""{"in":"header","name":"Q"}""") },
        { "parameter-style-changed", "parameter-style-changed", Parameter("""{"in":"query","name":"q","schema":{"type":"array"}}"""), Parameter("""{"in":"query","name":"q","explode":false,"schema":{"type":"array"}}""") },
        { "parameter-style-changed", "parameter-style-changed", Parameter("""{"in":"path","name":"id","schema":{"type":"string"}}"""), Parameter("""{"in":"path","name":"id","style":"matrix","schema":{"type":"string"}}""") },
        { "parameter-style-changed", "parameter-style-changed", Parameter("""{"in":"query","name":"q","schema":{"type":"object"}}"""), Parameter("""{"in":"query","name":"q","content":{"application/json":{"schema":{"type":"object"}}}}""") },
        { "parameter-empty-value-refused", "parameter-empty-value-allowed", Parameter("""{"in":"query","name":"q","allowEmptyValue":true}"""), Parameter("""{"in":"query","name":"q"}""") },
        { "parameter-deprecated", "", Parameter("""{"in":"query","name":"q"}"""), Parameter("""{"in":"query","name":"q","deprecated":true}""") },
        { "request-max-length-lowered", "request-max-length-raised", Parameter("""{"in":"query","name":"q","schema":{"type":"string"}}"""), Parameter("""{"in":"query","name":"q","schema":{"type":"string","maxLength":9}}""") },
        { "request-default-changed", "request-default-changed", Parameter("""{"in":"query","name":"q","schema":{"default":1}}"""), Parameter("""{"in":"query","name":"q","schema":{"default":2}}""") },
        { "request-default-added", "request-default-changed", Parameter("""{"in":"query","name":"q","schema":{}}"""), Parameter("""{"in":"query","name":"q","schema":{"default":2}}""") },

        { "request-body-removed", "request-body-added", Body("{}"), Api.With(Ok) },
        { "required-request-body-added", "request-body-removed", Api.With(Ok), Body("{}", ",\"required\":true") },
        { "request-body-became-required", "request-body-became-optional", Body("{}"), Body("{}", ",\"required\":true") },
        { "request-content-type-removed", "request-content-type-added", Body("""{"application/json":{},"text/plain":{}}"""), Body("""{"application/json; charset=utf-8":{}}""") },
        { "request-encoding-changed", "request-encoding-changed", Body("""{"multipart/form-data":{"encoding":{"file":{"contentType":"text/plain"}}}}"""), Body("""{"multipart/form-data":{"encoding":{"file":{"contentType":"text/csv"}}}}""") },
        { "request-required-property-added", "request-property-removed", Api.Taking("""{"properties":{"a":{}}}"""), Api.Taking("""{"properties":{"a":{},"b":{}},"required":["b"]}""") },

        { "response-removed", "response-success-added", Responses("""{"200":{},"202":{}}"""), Responses("""{"200":{}}""") },
        { "response-removed", "response-error-added", Responses("""{"200":{},"404":{}}"""), Responses("""{"200":{}}""") },
        { "response-fault-removed", "response-error-added", Responses("""{"200":{},"503":{}}"""), Responses("""{"200":{}}""") },
        { "response-content-type-removed", "response-content-type-added", Responses("""{"200":{"content":{"application/json":{},"text/csv":{}}}}"""), Responses("""{"200":{"content":{"application/json":{}}}}""") },
        { "response-header-removed", "response-header-added", Responses("""{"200":{"headers":{"Next":{}}}}"""), Responses("""{"200":{}}""") },
        { "response-header-became-optional", "response-header-became-required", Responses("""{"200":{"headers":{"Next":{"required":true}}}}"""), Responses("""{"200":{"headers":{"next":{}}}}""") },
        { "response-additional-properties-opened", "response-additional-properties-narrowed", Api.Giving("""{"additionalProperties":false}"""), Api.Giving("""{"additionalProperties":true}""") },
        { "property-deprecated", "", Api.Giving("""{"properties":{"a":{}}}"""), Api.Giving("""{"properties":{"a":{"deprecated":true}}}""") },

        { "security-added", "security-loosened", Api.With(Ok), Api.With(Ok + Scheme) },
        { "security-changed", "security-changed", Api.With(Ok + Scheme), Api.With($$"""{{Ok}},"security":[{"other":[]}]""") },
        { "security-scope-added", "security-loosened", Api.With($$"""{{Ok}},"security":[{"key":["read"]}]"""), Api.With($$"""{{Ok}},"security":[{"key":["read","more"]}]""") },
        { "security-changed", "security-loosened", Api.With($$"""{{Ok}},"security":[{"key":[]},{"other":[]}]"""), Api.With(Ok + Scheme) },

        { "callback-removed", "callback-added", Api.With(Ok + """,  "callbacks":{"told":{"{$request.body#/url}":{"post":{}}}}"""), Api.With(Ok) },
        { "callback-removed", "callback-added", Api.With(Ok, """,  "webhooks":{"told":{"post":{}}}"""), Api.With(Ok) },
        { "outside-reference", "outside-reference", Api.Giving("""{"$ref":"https://example.com/a.json"}"""), Api.Giving("""{"$ref":"https://example.com/a.json"}""") },
    };

    private static string Parameter(string parameter) => Api.With($$"""{{Ok}},"parameters":[{{parameter}}]""");

    private static string Body(string content, string more = "") => Api.With($$$"""{{{Ok}}},"requestBody":{"content":{{{content}}}{{{more}}}}""");

    private static string Responses(string responses) => Api.With($$"""  "responses":{{responses}}""");
}
