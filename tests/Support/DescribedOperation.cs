using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;

namespace Digdir.Altinn.Support;

/// <summary>An operation of an API as its OpenAPI description tells of it: what it shows is sent, and what comes back looked at beside what was shown.</summary>
/// <param name="Prefix">What every path of the API begins with.</param>
/// <param name="Path">The path after the prefix, with its parameters in braces.</param>
/// <param name="Method">HTTP method, in capitals.</param>
/// <param name="Json">The operation in the description.</param>
public sealed record DescribedOperation(string Prefix, string Path, string Method, JsonObject Json)
{
    /// <summary>For example <c>POST /appeals/{id}/withdraw</c>.</summary>
    public string Name => $"{Method} {Path}";

    /// <summary>What it shows to send; null for nothing.</summary>
    public JsonNode? Request => Json["requestBody"]?["content"]?["application/json"]?["example"];

    /// <summary>Every operation of a description.</summary>
    public static IReadOnlyList<DescribedOperation> Read(string description, string prefix)
        => [.. JsonNode.Parse(description)?["paths"].ShouldNotBeNull().AsObject().SelectMany(path => path.Value.ShouldNotBeNull().AsObject().Select(operation => new DescribedOperation(
            prefix, path.Key.TrimEnd('/')[prefix.Length..], operation.Key.ToUpperInvariant(), operation.Value.ShouldNotBeNull().AsObject()))) ?? []];

    /// <summary>Demands an example of the body, of every answer that has one, and of every parameter in the path.</summary>
    public void ShouldShowEverything()
    {
        (Request is not null).ShouldBe(Json["requestBody"] is not null, Name);
        foreach (var (status, answer) in Json["responses"].ShouldNotBeNull().AsObject().Where(answer => answer.Key[0] == '2' && answer.Key != "204"))
        {
            var content = answer?["content"]?.AsObject();
            content.ShouldNotBeNull($"{Name} {status}").Count.ShouldBe(1);
            content.ShouldAllBe(media => media.Value != null && media.Value["example"] != null, $"{Name} {status}");
        }

        foreach (var parameter in Json["parameters"]?.AsArray().Where(parameter => parameter?["in"]?.GetValue<string>() == "path") ?? [])
        {
            parameter?["example"].ShouldNotBeNull($"{Name} {parameter["name"]}");
        }
    }

    /// <summary>The answer it shows for a status; the first line's of an answer in lines.</summary>
    public JsonNode? Shown(int status)
    {
        var content = Json["responses"]?[status.ToString(CultureInfo.InvariantCulture)]?["content"]?.AsObject().First();
        var example = content?.Value?["example"];
        return content?.Key == "application/x-ndjson" && example is JsonValue line ? JsonNode.Parse(line.GetValue<string>()) : example;
    }

    /// <summary>A request as shown. <paramref name="given"/> says what to put for a parameter of the path instead of its example, or null.</summary>
    public HttpRequestMessage ToRequest(Func<string, string?> given, string query = "")
    {
        var path = Prefix + Path;
        foreach (var parameter in Json["parameters"]?.AsArray() ?? [])
        {
            if (parameter?["in"]?.GetValue<string>() == "path" && parameter["name"]?.GetValue<string>() is { } name)
            {
                path = path.Replace($"{{{name}}}", given(name) ?? parameter["example"]?.GetValue<string>(), StringComparison.Ordinal);
            }
        }

        var request = new HttpRequestMessage(new HttpMethod(Method), path + query);
        request.Content = Request is { } body ? JsonContent.Create(body) : null;
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        return request;
    }

    /// <summary>Names and kinds, without values; of a list its fullest item, of a free-form member only that it is there.</summary>
    public static string ShapeOf(JsonNode? node, params string[] freeForm)
    {
        var shape = new StringBuilder();
        Append(node);
        return shape.ToString();

        void Append(JsonNode? part)
        {
            switch (part)
            {
                case JsonObject members:
                    shape.Append('{');
                    foreach (var (name, value) in members.Where(member => member.Key is not "next").OrderBy(member => member.Key, StringComparer.Ordinal))
                    {
                        shape.Append(name).Append(':');
                        if (!freeForm.Contains(name, StringComparer.Ordinal))
                        {
                            Append(value);
                        }

                        shape.Append(' ');
                    }

                    shape.Append('}');
                    break;
                case JsonArray list:
                    shape.Append('[');
                    Append(list.MaxBy(item => (item as JsonObject)?.Count ?? 0));
                    shape.Append(']');
                    break;
                default:
                    shape.Append(part?.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? "flag" : part?.GetValueKind().ToString());
                    break;
            }
        }
    }
}
