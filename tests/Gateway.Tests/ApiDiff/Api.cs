using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Digdir.Altinn.Gateway.ApiDiff;

namespace Digdir.Altinn.Gateway.Tests.ApiDiff;

/// <summary>Small API descriptions for tests.</summary>
internal static class Api
{
    /// <summary>An operation that takes the schema.</summary>
    public static string Taking(string schema, string components = "{}") => Of(
        """{"/things":{"post":{"requestBody":{"content":{"application/json":{"schema":""" + schema + """}}},"responses":{"204":{"description":""}}}}}""", components);

    /// <summary>An operation that gives the schema.</summary>
    public static string Giving(string schema, string components = "{}") => Of(
        """{"/things":{"get":{"responses":{"200":{"description":"","content":{"application/json":{"schema":""" + schema + """}}}}}}}""", components);

    /// <summary>An operation with these members.</summary>
    public static string With(string members, string more = "") => Of("""{"/things/{id}":{"get":{""" + members + "}}}", "{}", more);

    /// <summary>A description with these paths.</summary>
    public static string Of(string paths, string components = "{}", string more = "", string version = "3.1.0")
        => $$$"""{"openapi":"{{{version}}}","info":{"title":"Things","version":"1"},"paths":{{{paths}}},"components":{{{components}}}{{{more}}}}""";

    public static ApiDocument Read(string json) => ApiDocument.Parse(Encoding.UTF8.GetBytes(json));

    public static ImmutableArray<ApiChange> Compare(string older, string newer) => ApiComparison.Compare(Read(older), Read(newer));

    public static ImmutableArray<ApiChange> Compare(JsonNode older, JsonNode newer) => Compare(older.ToJsonString(), newer.ToJsonString());

    /// <summary>The ids of what was found, in order, without repetition.</summary>
    public static IEnumerable<string> Rules(ImmutableArray<ApiChange> changes) => changes.Select(change => change.Rule.Id).Distinct().Order(StringComparer.Ordinal);
}
