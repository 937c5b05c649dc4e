using System.Text.Json.Nodes;

namespace Digdir.Altinn.Gateway.Tests.ApiDiff;

/// <summary>A change made to a description on purpose, and the rule that must find it; no rule when nobody must notice.</summary>
internal sealed record Mutation(string What, string? Rule, Action<JsonNode> Make);

/// <summary>
/// Every mutation of a known kind that a description has a place for. Finds its way through the description by itself, so that it does not share the product's
/// mistakes: from each operation into what it takes and gives, through references, past what is only one of several alternatives.
/// </summary>
internal static class Mutations
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch"];

    public static IEnumerable<Mutation> Of(JsonNode root)
    {
        var seen = new HashSet<(string, bool)>();
        foreach (var (path, item) in Members(root["paths"]))
        {
            foreach (var (method, operation) in Members(item).Where(member => Methods.Contains(member.Name)))
            {
                var at = $"/paths/{Escape(path)}/{method}";
                yield return new($"{method} {path} removed", "operation-removed", copy => Remove(copy, at));
                yield return new($"{method} {path} asks for a header", "required-parameter-added", copy => Parameters(copy, at).Add(JsonNode.Parse("""{"in":"header","name":"X-New","required":true,"schema":{"type":"string"}}""")));
                yield return new($"{method} {path} asks for another token", (operation["security"] ?? root["security"]) is JsonArray { Count: > 0 } ? "security-changed" : "security-added", copy =>
                {
                    copy.AsObject().Remove("security");
                    copy["components"]?.AsObject().Remove("securitySchemes");
                    Object(copy, at)["security"] = JsonNode.Parse("""[{"another":["a:scope"]}]""");
                });
                yield return new($"{method} {path} may hurry", "response-success-added", copy => Object(copy, $"{at}/responses")["299"] = JsonNode.Parse("""{"description":""}"""));
                foreach (var mutation in OfParameters(at, operation).Concat(OfResponses(at, operation)))
                {
                    yield return mutation;
                }

                foreach (var (schema, request) in Roots(root, at, operation))
                {
                    foreach (var mutation in OfSchema(root, schema, request, seen))
                    {
                        yield return mutation;
                    }
                }
            }
        }

        foreach (var (name, _) in Members(root["components"]?["schemas"]))
        {
            yield return new($"{name} renamed", null, copy => Rename(copy, name));
        }

        yield return new("parameters of paths renamed", null, RenamePathParameters);
    }

    private static IEnumerable<Mutation> OfParameters(string at, JsonNode operation)
    {
        foreach (var (parameter, i) in (operation["parameters"]?.AsArray() ?? []).Select((parameter, i) => (parameter, i)))
        {
            if (parameter?["name"]?.GetValue<string>() is not { } name || parameter["in"]?.GetValue<string>() is "path")
            {
                continue;
            }

            yield return new($"{at} {name} removed", "parameter-removed", copy => Parameters(copy, at).RemoveAt(i));
            if (parameter["required"]?.GetValue<bool>() != true)
            {
                yield return new($"{at} {name} required", "parameter-became-required", copy => Object(copy, $"{at}/parameters/{i}")["required"] = true);
            }
        }
    }

    private static IEnumerable<Mutation> OfResponses(string at, JsonNode operation)
    {
        foreach (var (status, response) in Members(operation["responses"]))
        {
            if (status[0] is '2' or '4')
            {
                yield return new($"{at} {status} removed", "response-removed", copy => Remove(copy, $"{at}/responses/{status}"));
            }

            if (Members(response["content"]).Any())
            {
                yield return new($"{at} {status} as XML only", "response-content-type-removed", copy => Object(copy, $"{at}/responses/{status}")["content"] = JsonNode.Parse("""{"application/other":{}}"""));
            }
        }
    }

    private static IEnumerable<Mutation> OfSchema(JsonNode root, string at, bool request, HashSet<(string, bool)> seen, bool chosen = false)
    {
        at = Resolved(root, at);
        if (!seen.Add((at, request)) || Find(root, at) is not JsonObject schema || IsHidden(schema, request))
        {
            yield break;
        }

        var (flow, choices) = (request ? "request" : "response", new[] { "oneOf", "anyOf", "allOf" }.Where(schema.ContainsKey).ToList());
        if (choices.Count > 0)
        {
            // A choice of one is none.
            if (choices is [var choice] && schema[choice] is JsonArray { Count: 1 })
            {
                foreach (var mutation in OfSchema(root, $"{at}/{choice}/0", request, seen, chosen: true))
                {
                    yield return mutation;
                }
            }

            yield break;
        }

        var types = schema["type"] is JsonArray list ? list.Select(type => type?.GetValue<string>() ?? "").ToList() : schema["type"] is { } one ? [one.GetValue<string>()] : [];
        var here = $"{flow} {at}";
        if (types.Any(type => type != "null") && !types.Contains("boolean"))
        {
            yield return new($"{here} of another type", $"{flow}-type-changed", copy => Object(copy, at)["type"] = "boolean");
        }

        if (request && types.Any(type => type != "null") && types.Contains("null") != (schema["nullable"]?.GetValue<bool>() == true) && !chosen)
        {
            yield return new($"{here} refuses null", "request-null-refused", copy =>
            {
                Object(copy, at).Remove("nullable");
                Object(copy, at)["type"] = types is ["null", _] or [_, "null"] or [_] ? types.First(type => type != "null") : new JsonArray([.. types.Where(type => type != "null").Select(type => JsonValue.Create(type))]);
            });
        }
        else if (!request && types.Count > 0 && !types.Contains("null") && schema["nullable"] is null && !chosen)
        {
            yield return new($"{here} gives null", "response-null-allowed", copy => Object(copy, at)["nullable"] = true);
        }

        if (types.Contains("string"))
        {
            yield return new($"{here} by a pattern", request ? "request-pattern-added" : "response-pattern-added", copy => Object(copy, at)["pattern"] = (schema["pattern"] is null ? "" : schema["pattern"] + "|") + "^new$") { Rule = schema["pattern"] is null ? $"{flow}-pattern-added" : $"{flow}-pattern-changed" };
            if (schema["maxLength"] is null || schema["maxLength"]?.GetValue<int>() > 1)
            {
                yield return new($"{here} shorter", $"{flow}-max-length-lowered", copy => Object(copy, at)["maxLength"] = 1);
            }
        }

        if (schema["enum"] is JsonArray { Count: > 1 })
        {
            yield return request
                ? new($"{here} takes a value less", "request-enum-value-removed", copy => Object(copy, at)["enum"]?.AsArray().RemoveAt(0))
                : new($"{here} gives a value more", "response-enum-value-added", copy => Object(copy, at)["enum"]?.AsArray().Add(types.Contains("integer") ? JsonValue.Create(987654) : JsonValue.Create("aNewValue")));
        }

        if (types.Contains("object") && request && schema["additionalProperties"] is not JsonValue && !schema.ContainsKey("patternProperties"))
        {
            yield return new($"{here} closed", "request-additional-properties-narrowed", copy => Object(copy, at)["additionalProperties"] = false);
        }

        foreach (var mutation in OfProperties(root, schema, at, request))
        {
            yield return mutation;
        }

        foreach (var inner in Members(schema["properties"]).Select(member => $"{at}/properties/{Escape(member.Name)}").Concat(new[] { "items", "additionalProperties" }.Where(name => schema[name] is JsonObject).Select(name => $"{at}/{name}")))
        {
            foreach (var mutation in OfSchema(root, inner, request, seen))
            {
                yield return mutation;
            }
        }
    }

    private static IEnumerable<Mutation> OfProperties(JsonNode root, JsonObject schema, string at, bool request)
    {
        var required = schema["required"]?.AsArray().Select(name => name?.GetValue<string>()).ToHashSet() ?? [];
        foreach (var (name, _) in Members(schema["properties"]))
        {
            if (Find(root, Resolved(root, $"{at}/properties/{Escape(name)}")) is not JsonObject property || IsHidden(property, request))
            {
                continue;
            }

            var (flow, here) = (request ? "request" : "response", $"{at}.{name}");
            yield return new($"{flow} {here} removed", $"{flow}-property-removed", copy =>
            {
                Remove(copy, $"{at}/properties/{Escape(name)}");
                Unrequire(copy, at, name);
            });
            if (required.Contains(name) && !request)
            {
                yield return new($"{here} perhaps left out", "response-property-became-optional", copy => Unrequire(copy, at, name));
            }
            else if (!required.Contains(name) && request)
            {
                yield return new($"{here} demanded", "request-property-became-required", copy => Demand(copy, at, name));
            }
        }

        if (request && schema.ContainsKey("properties"))
        {
            yield return new($"{at} asks for a new property", "request-required-property-added", copy =>
            {
                Object(copy, $"{at}/properties")["aNewOne"] = JsonNode.Parse("""{"type":"string"}""");
                Demand(copy, at, "aNewOne");
            });
        }
    }

    private static IEnumerable<(string Pointer, bool Request)> Roots(JsonNode root, string at, JsonNode operation)
    {
        foreach (var (type, media) in Members(operation["requestBody"]?["content"]).Where(member => member.Value["schema"] is not null))
        {
            yield return ($"{at}/requestBody/content/{Escape(type)}/schema", true);
        }

        foreach (var (status, _) in Members(operation["responses"]))
        {
            var response = Resolved(root, $"{at}/responses/{status}");
            foreach (var (type, _) in Members(Find(root, response)?["content"]).Where(member => member.Value["schema"] is not null))
            {
                yield return ($"{response}/content/{Escape(type)}/schema", false);
            }
        }
    }

    private static void Rename(JsonNode copy, string name)
    {
        var schemas = Object(copy, "/components/schemas");
        var schema = schemas[name];
        schemas.Remove(name);
        schemas[$"Renamed{name}"] = schema;
        Walk(copy);

        void Walk(JsonNode? node)
        {
            if (node is JsonObject holder)
            {
                if (holder["$ref"] is JsonValue reference && reference.GetValue<string>() == $"#/components/schemas/{name}")
                {
                    holder["$ref"] = $"#/components/schemas/Renamed{name}";
                }

                foreach (var (_, inner) in holder.ToList())
                {
                    Walk(inner);
                }
            }
            else if (node is JsonArray all)
            {
                foreach (var inner in all.ToList())
                {
                    Walk(inner);
                }
            }
        }
    }

    private static void RenamePathParameters(JsonNode copy)
    {
        var paths = Object(copy, "/paths");
        foreach (var (path, item) in paths.ToList())
        {
            paths.Remove(path);
            paths[path.Replace("{", "{renamed", StringComparison.Ordinal)] = item;
            foreach (var parameter in Members(item).SelectMany(member => (member.Value as JsonArray ?? member.Value["parameters"]?.AsArray() ?? []).OfType<JsonObject>()).Where(IsInPath))
            {
                parameter["name"] = $"renamed{parameter["name"]}";
            }
        }

        foreach (var (_, parameter) in Members(copy["components"]?["parameters"]).Where(member => IsInPath(member.Value)))
        {
            parameter["name"] = $"renamed{parameter["name"]}";
        }

        static bool IsInPath(JsonNode parameter) => parameter["in"]?.GetValue<string>() == "path";
    }

    private static bool IsHidden(JsonObject schema, bool request) => schema[request ? "readOnly" : "writeOnly"]?.GetValue<bool>() == true;

    private static void Demand(JsonNode copy, string at, string name)
    {
        if (Object(copy, at)["required"] is JsonArray list)
        {
            list.Add(name);
        }
        else
        {
            Object(copy, at)["required"] = new JsonArray(name);
        }
    }

    private static void Unrequire(JsonNode copy, string at, string name)
    {
        if (Object(copy, at)["required"] is JsonArray list && list.FirstOrDefault(one => one?.GetValue<string>() == name) is { } listed)
        {
            list.Remove(listed);
        }
    }

    private static JsonArray Parameters(JsonNode copy, string at)
    {
        var operation = Object(copy, at);
        if (operation["parameters"] is not JsonArray list)
        {
            operation["parameters"] = list = [];
        }

        return list;
    }

    private static void Remove(JsonNode root, string pointer)
        => Object(root, pointer[..pointer.LastIndexOf('/')]).Remove(Unescape(pointer[(pointer.LastIndexOf('/') + 1)..]));

    private static JsonObject Object(JsonNode root, string pointer) => Find(root, pointer)?.AsObject() ?? throw new InvalidOperationException(pointer);

    private static string Resolved(JsonNode root, string pointer)
    {
        while (Find(root, pointer)?["$ref"]?.GetValue<string>() is { } reference)
        {
            pointer = reference[1..];
        }

        return pointer;
    }

    private static JsonNode? Find(JsonNode root, string pointer)
        => pointer.Split('/').Skip(1).Aggregate((JsonNode?)root, (at, part) => at is JsonArray list ? list[int.Parse(part)] : at?[Unescape(part)]);

    private static IEnumerable<(string Name, JsonNode Value)> Members(JsonNode? node)
        => node is JsonObject holder ? holder.Where(member => member.Value is not null).Select(member => (member.Key, member.Value ?? throw new InvalidOperationException())) : [];

    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static string Unescape(string name) => name.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
