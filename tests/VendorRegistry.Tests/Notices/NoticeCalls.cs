using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Tests.Operators;
using Digdir.Altinn.VendorRegistry.Traffic;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Digdir.Altinn.VendorRegistry.Tests.Notices;

/// <summary>What authors of notices do, in the words of the tests.</summary>
internal static class NoticeCalls
{
    public const string Path = "/admin/v1/notices";

    public const string Search = "dialogporten.dialogs.search";

    public static readonly string[] Both = ["test", "production"];

    /// <summary>Words in three languages.</summary>
    public static object Words(string text) => new { nb = text, nn = text + " (nn)", en = text + " (en)" };

    /// <summary>A whole breaking change.</summary>
    public static Dictionary<string, object?> Change(DateTimeOffset startsAt, params (string Name, object? Value)[] more)
        => With(new(StringComparer.Ordinal)
        {
            ["kind"] = "breakingChange",
            ["title"] = Words("Søket fjernes"),
            ["text"] = Words("Bruk det nye søket."),
            ["impact"] = "major",
            ["products"] = new[] { "dialogporten" },
            ["operations"] = new[] { "dialogporten.dialogs.search" },
            ["environments"] = Both,
            ["startsAt"] = startsAt,
            ["removes"] = true,
            ["successor"] = "/dialogporten/api/v2/enduser/dialogs",
        }, more);

    /// <summary>Whole maintenance.</summary>
    public static Dictionary<string, object?> Works(DateTimeOffset startsAt, DateTimeOffset endsAt, params (string Name, object? Value)[] more)
        => With(new(StringComparer.Ordinal)
        {
            ["kind"] = "maintenance",
            ["title"] = Words("Oppgradering"),
            ["text"] = Words("Databasen oppgraderes."),
            ["impact"] = "major",
            ["products"] = new[] { "melding" },
            ["environments"] = new[] { "production" },
            ["startsAt"] = startsAt,
            ["endsAt"] = endsAt,
        }, more);

    /// <summary>An operator who is somebody else than the one that <see cref="RegistryHost.As"/> gives.</summary>
    public static HttpClient AsAnother(this RegistryHost registry, params string[] roles) => registry.Client(TestIssuer.Token(
        registry.Services.GetRequiredService<TimeProvider>().GetUtcNow(), new Dictionary<string, object> { ["sub"] = "operator-2", ["roles"] = roles.Length > 0 ? roles : [.. OperatorRoles.All] }));

    public static async Task<string> DraftAsync(this HttpClient admin, object? body)
    {
        using var answer = await admin.PostAsJsonAsync(Path, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location.ShouldNotBeNull().ToString();
    }

    public static async Task<string> PublishedAsync(this HttpClient admin, object? body)
    {
        var path = await admin.DraftAsync(body);
        await admin.DoneAsync(path, "publish");
        return path;
    }

    /// <summary>A move that overwrites whatever is there.</summary>
    public static Task<HttpResponseMessage> MoveAsync(this HttpClient admin, string path, string move, object? body = null)
        => admin.SendAsync(HttpMethod.Post, $"{path}/{move}", body, "*");

    public static async Task<JsonElement> DoneAsync(this HttpClient admin, string path, string move, object? body = null)
    {
        using var answer = await admin.MoveAsync(path, move, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }

    /// <summary>A vendor calls the search that the tests' change removes.</summary>
    public static Task CallAsync(
        this RegistryHost registry, string vendor, DateTimeOffset at, long calls, string operation = Search, string system = "", string customer = "", AltinnEnvironment environment = AltinnEnvironment.Test)
        => registry.Services.GetRequiredService<ITrafficIntake>().TakeAsync(
            new TrafficReport(Guid.NewGuid(), 1, [new TrafficCount(operation, TrafficHour.HourOf(at), environment, vendor, system, customer, calls, 0, at)]), CancellationToken.None);

    private static Dictionary<string, object?> With(Dictionary<string, object?> body, (string Name, object? Value)[] more)
    {
        foreach (var (name, value) in more)
        {
            body[name] = value;
        }

        return body;
    }
}
