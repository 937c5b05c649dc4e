using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Issuers;

namespace Digdir.Altinn.Sandbox.DemoVendors;

/// <summary>What an event told: its type, where the thing is, whose it is, and what it is called when it says so.</summary>
internal sealed record Told(string Type, string Path, string? Customer, string? Title);

/// <summary>The event-driven vendor's webhook. Altinn's deliveries carry no authentication, so the address holds a secret. Thread-safe.</summary>
internal sealed class DemoWebhooks(StandInAddress address)
{
    private readonly string _secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public string Address => $"{address.Value}/demo/webhook/{_secret}";

    public Hearers<Told> Received { get; } = new();

    public bool IsSecret(string text) => CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(text), System.Text.Encoding.ASCII.GetBytes(_secret));
}

/// <summary>The face of the demo vendors' webhook.</summary>
internal static class DemoWebhooksApi
{
    public static void MapDemoWebhooks(this IEndpointRouteBuilder routes)
        => routes.MapPost("/demo/webhook/{secret}", (string secret, JsonObject body, DemoWebhooks webhooks) =>
        {
            if (!webhooks.IsSecret(secret))
            {
                return Results.NotFound();
            }

            if (Uri.TryCreate(body.Text("source"), UriKind.Absolute, out var source))
            {
                webhooks.Received.Tell(new(body.Text("type") ?? "", source.AbsolutePath, Party.NumberIn(body.Text("subject")), Title(body["data"]?["title"])));
            }

            return Results.Ok();
        });

    private static string? Title(JsonNode? title) => title switch { JsonObject languages => languages.Text("nb"), JsonValue text when text.TryGetValue(out string? plain) => plain, _ => null };
}
