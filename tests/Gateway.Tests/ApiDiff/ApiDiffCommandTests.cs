using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Digdir.Altinn.Gateway.ApiDiff;
using Digdir.Altinn.Gateway.Catalogue;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.ApiDiff;

/// <summary>What whoever compares two descriptions gets, and by which exit code a build knows.</summary>
public sealed class ApiDiffCommandTests : IDisposable
{
    private static readonly string Older = Of("""{"/subscriptions/{id}":{"get":{"operationId":"a","responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Subscription"}}}}}},"delete":{"responses":{"200":{}}}}}""", """{"schemas":{"Subscription":{"properties":{"id":{"type":"integer"},"endPoint":{"type":"string"}}}}}""");
    private static readonly string Newer = Older.Replace(",\"endPoint\":{\"type\":\"string\"}", "", StringComparison.Ordinal);

    private readonly string _folder = Directory.CreateTempSubdirectory("api-diff-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_exit_code_says_whether_anything_breaks()
    {
        (await RunAsync(Older, Older)).Code.ShouldBe(0);
        (await RunAsync(Older, Newer)).Code.ShouldBe(1);
        (await RunAsync(Newer, Older)).Code.ShouldBe(0);
    }

    [Fact]
    public async Task The_summary_tells_what_happened_where_and_to_whom()
    {
        var (_, output, error) = await RunAsync(Older, Newer);

        error.ShouldBeEmpty();
        output.ShouldBe("""
            Altinn Platform Events v1: 1 breaking, 0 non-breaking, 0 for information.

            Breaking
              Subscription.endPoint in the response: the property was removed.
                response-property-removed at #/components/schemas/Subscription/properties/endPoint; GET /subscriptions/{id}

            """);
    }

    [Fact]
    public async Task Json_tells_everything()
    {
        var (code, output, _) = await RunAsync(Older, Newer, "--json", "-");

        code.ShouldBe(1);
        var report = JsonDocument.Parse(output).RootElement;
        report.GetProperty("breaking").GetInt32().ShouldBe(1);
        var change = report.GetProperty("changes")[0];
        change.GetProperty("rule").GetString().ShouldBe("response-property-removed");
        change.GetProperty("severity").GetString().ShouldBe("breaking");
        change.GetProperty("oldPointer").GetString().ShouldBe("/components/schemas/Subscription/properties/endPoint");
        change.GetProperty("newPointer").ValueKind.ShouldBe(JsonValueKind.Null);
        change.GetProperty("nb").GetString().ShouldBe("Subscription.endPoint i svaret: feltet er fjernet. Klienter kan få svar de ikke er laget for.");
        change.GetProperty("en").GetString().ShouldBe("Subscription.endPoint in the response: the property was removed. Clients may get answers they were not made for.");
        change.GetProperty("operations")[0].GetProperty("path").GetString().ShouldBe("/subscriptions/{id}");
    }

    [Fact]
    public async Task Markdown_goes_to_a_file_and_cannot_be_broken_out_of()
    {
        var file = Path.Combine(_folder, "changes.md");

        var (_, output, _) = await RunAsync(Older.Replace("endPoint", "a|b<script>`", StringComparison.Ordinal), Newer, "--markdown", file);

        output.ShouldContain("1 breaking");
        var row = (await File.ReadAllTextAsync(file)).Split('\n').Single(line => line.Contains("script", StringComparison.Ordinal));
        row.Replace("\\|", "", StringComparison.Ordinal).Count(character => character == '|').ShouldBe(6);
        row.Replace("\\<", "", StringComparison.Ordinal).ShouldNotContain("<");
    }

    [Fact]
    public async Task A_draft_of_a_notice_names_the_catalogues_operations_and_the_fields()
    {
        var (code, output, error) = await RunAsync(Older, Newer, "--notice", "-");

        code.ShouldBe(1);
        error.ShouldBeEmpty();
        var draft = JsonDocument.Parse(output).RootElement;
        draft.GetProperty("kind").GetString().ShouldBe("breakingChange");
        Texts(draft.GetProperty("products")).ShouldBe(["events"]);
        Texts(draft.GetProperty("operations")).ShouldBe(["events.subscriptions.get"]);
        Texts(draft.GetProperty("fields")).ShouldBe(["Subscription.endPoint"]);
        draft.GetProperty("removes").GetBoolean().ShouldBeFalse();
        foreach (var language in (string[])["nb", "nn", "en"])
        {
            draft.GetProperty("title").GetProperty(language).GetString().ShouldNotBeNullOrEmpty();
            draft.GetProperty("text").GetProperty(language).GetString().ShouldNotBeNull().ShouldContain("Subscription.endPoint");
        }
    }

    [Fact]
    public async Task A_draft_about_removed_operations_says_that_they_go()
    {
        var (_, output, _) = await RunAsync(Older, Older.Replace(",\"delete\":{\"responses\":{\"200\":{}}}", "", StringComparison.Ordinal), "--notice", "-");

        var draft = JsonDocument.Parse(output).RootElement;
        Texts(draft.GetProperty("operations")).ShouldBe(["events.subscriptions.delete"]);
        draft.GetProperty("removes").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Where_some_operations_go_and_others_change_the_author_is_told_that_it_takes_two_notices()
    {
        var (_, output, error) = await RunAsync(Older, Newer.Replace(",\"delete\":{\"responses\":{\"200\":{}}}", "", StringComparison.Ordinal), "--notice", "-");

        error.ShouldContain("DELETE /subscriptions/{id}");
        JsonDocument.Parse(output).RootElement.GetProperty("removes").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_is_drafted_when_nothing_breaks()
    {
        var file = Path.Combine(_folder, "notice.json");

        (await RunAsync(Newer, Older, "--notice", file)).Error.ShouldContain("Nothing breaks");

        File.Exists(file).ShouldBeFalse();
    }

    [Fact]
    public async Task The_text_of_a_draft_fits_what_the_registry_keeps()
    {
        var many = string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"aFieldWithALongName{i}\":{{}}"));

        var (_, output, _) = await RunAsync(Older.Replace("\"endPoint\":{\"type\":\"string\"}", many, StringComparison.Ordinal), Newer, "--notice", "-");

        var draft = JsonDocument.Parse(output).RootElement;
        draft.GetProperty("text").EnumerateObject().ShouldAllBe(text => (text.Value.GetString() ?? "").Length <= 4000);
        draft.GetProperty("text").GetProperty("nb").GetString().ShouldNotBeNull().ShouldContain(" til. Se hele listen");
        draft.GetProperty("fields").GetArrayLength().ShouldBe(50);
    }

    [Theory]
    [InlineData("ApiDiff/dialogporten.enduser.v1.json", "dialogporten", "/dialogporten")]
    [InlineData("ApiDiff/broker.v1.efm.json", "formidling", "")]
    [InlineData("ApiDiff/correspondence.v1.efm.json", "melding", "")]
    [InlineData("ApiDiff/authentication.v1.kartverket.json", "systembruker", "/authentication/api/v1")]
    [InlineData("ApiDiff/apps.v1.json", "apps", "")]
    [InlineData("ApiDiff/apps.custom-org-app.v1.json", "apps", "")]
    public void The_products_own_descriptions_find_their_operations_wherever_their_paths_begin(string document, string product, string mounted)
    {
        using var stream = typeof(ApiDiffCommandTests).Assembly.GetManifestResourceStream(document).ShouldNotBeNull();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        var described = ApiDocument.Parse(bytes.ToArray());
        var catalogue = OperationCatalogue.Join(CatalogueFolder.Read(Path.Combine(AppContext.BaseDirectory, "Catalogue")).Files).Catalogue.ShouldNotBeNull();
        var gone = ApiComparison.Compare(described, Api.Read(Of("{}")));

        var found = CatalogueOperations.Find(catalogue, described, gone, basePath: null);

        found.Unknown.ShouldBeEmpty();
        found.Known.ShouldNotBeEmpty();
        found.Known.Select(one => one.Operation.Product.Id).ShouldContain(product);
        found.Known.ShouldAllBe(one => one.Operation.Path.StartsWith(mounted, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "it is not valid JSON")]
    [InlineData("{", "it is not valid JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{}", "no member openapi")]
    [InlineData("""{"swagger":"2.0"}""", "Swagger 2.0")]
    [InlineData("""{"openapi":"4.0.0","paths":{}}""", "OpenAPI 4.0.0")]
    [InlineData("""{"openapi":"3.1.0"}""", "neither paths")]
    [InlineData("""{"openapi":"3.1.0","paths":[]}""", "paths is not an object")]
    [InlineData("""{"openapi":"3.1.0","openapi":"3.1.0","paths":{}}""", "it is not valid JSON")]
    [InlineData("""{"openapi":"3.1.0","paths":{"/a":{"$ref":"#/paths/~1a"}}}""", "goes in a circle")]
    [InlineData("""{"openapi":"3.1.0","paths":{"/a":{"get":{"responses":{"200":{"$ref":"#/components/none"}}}}}}""", "leads nowhere")]
    [InlineData("""{"openapi":"3.1.0","paths":{"/a":{"get":{"requestBody":{"content":{"a/b":{"schema":42}}}}}}}""", "is no schema")]
    [InlineData("""{"openapi":"3.1.0","paths":{"/a":{"get":{"requestBody":{"content":{"a/b":{"schema":{"$ref":"#/components/schemas/A"}}}}}}},"components":{"schemas":{"A":{"not":{"$ref":"#/components/schemas/B"}},"B":{"$ref":"#/components/schemas/B"}}}}""", "goes in a circle")]
    public async Task What_cannot_be_read_is_told_with_its_reason(string document, string reason)
    {
        var (code, output, error) = await RunAsync(document, document);

        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldContain(reason);
    }

    [Fact]
    public async Task Nesting_without_end_is_refused_and_does_not_bring_the_process_down()
    {
        var nested = Of("{}", "{\"schemas\":" + string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1" + new string('}', 100_000) + "}");
        var chain = string.Join(',', Enumerable.Range(0, 200_000).Select(i => $"\"S{i}\":{{\"properties\":{{\"a\":{{\"$ref\":\"#/components/schemas/S{i + 1}\"}}}}}}"));
        var deep = Of("""{"/a":{"get":{"responses":{"200":{"content":{"a/b":{"schema":{"$ref":"#/components/schemas/S0"}}}}}}}}""", "{\"schemas\":{" + chain + ",\"S200000\":{}}}");

        (await RunAsync(nested, nested)).Error.ShouldContain("depth");
        (await RunAsync(deep, deep)).ShouldSatisfyAllConditions(result => result.Code.ShouldBe(2), result => result.Error.ShouldContain("too deep"));
    }

    [Fact]
    public async Task Alternatives_upon_alternatives_come_to_an_end()
    {
        var layers = string.Join(',', Enumerable.Range(0, 12).Select(layer => $"\"L{layer}\":{{\"oneOf\":[{string.Join(',', Enumerable.Range(0, 8).Select(i => Layer(i, layer + 1)))}]}}"));
        static string Layer(int i, int next) => $"{{\"type\":\"object\",\"required\":[\"k{i}\"],\"properties\":{{\"k{i}\":{{\"$ref\":\"#/components/schemas/L{next}\"}}}}}}";
        string Document(string leaf) => Of("""{"/a":{"get":{"responses":{"200":{"content":{"a/b":{"schema":{"$ref":"#/components/schemas/L0"}}}}}}}}""", "{\"schemas\":{" + layers + ",\"L12\":{\"type\":\"" + leaf + "\"}}}");

        (await RunAsync(Document("string"), Document("string"))).Code.ShouldBe(0);
        (await RunAsync(Document("string"), Document("integer"))).Code.ShouldBe(1);
    }

    [Theory]
    [InlineData]
    [InlineData("one.json")]
    [InlineData("one.json", "two.json", "three.json")]
    [InlineData("one.json", "two.json", "--jsn")]
    [InlineData("one.json", "two.json", "--json")]
    [InlineData("-", "-")]
    [InlineData("one.json", "two.json", "--base-path", "api")]
    [InlineData("one.json", "two.json", "--json", "-", "--markdown=-")]
    public async Task A_wrong_command_line_is_refused_before_anything_is_read(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        (await ApiDiffCommand.RunAsync(arguments, () => Stream.Null, output, error)).ShouldBe(2);

        output.ToString().ShouldBeEmpty();
        error.ToString().ShouldContain("See api-diff --help.");
    }

    [Fact]
    public async Task The_program_itself_answers_by_its_exit_code()
    {
        var (older, newer) = (Path.Combine(_folder, "old.json"), Path.Combine(_folder, "new.json"));
        await File.WriteAllTextAsync(older, Older);
        await File.WriteAllTextAsync(newer, Newer);

        (await ProcessAsync("api-diff", older, older)).ShouldBe((0, "Altinn Platform Events v1: no change."));
        (await ProcessAsync("api-diff", older, newer)).Code.ShouldBe(1);
        (await ProcessAsync("api-diff", older, Path.Combine(_folder, "nowhere.json"))).Code.ShouldBe(2);
        (await ProcessAsync("api-diff", "--help")).Output.ShouldStartWith("usage:");
    }

    private async Task<(int Code, string Output)> ProcessAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet") { WorkingDirectory = _folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[typeof(Program).Assembly.Location, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start).ShouldNotBeNull();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(120));
        await error;
        return (process.ExitCode, (await output).Trim());
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string older, string newer, params string[] options)
    {
        var file = Path.Combine(_folder, "old.json");
        await File.WriteAllTextAsync(file, older);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await ApiDiffCommand.RunAsync([file, "-", .. options], () => new MemoryStream(Encoding.UTF8.GetBytes(newer)), output, error);
        return (code, output.ToString(), error.ToString());
    }

    private static IEnumerable<string?> Texts(JsonElement list) => list.EnumerateArray().Select(text => text.GetString());

    private static string Of(string paths, string components = "{}")
        => Api.Of(paths, components).Replace("\"title\":\"Things\",\"version\":\"1\"", "\"title\":\"Altinn Platform Events\",\"version\":\"v1\"", StringComparison.Ordinal);
}
