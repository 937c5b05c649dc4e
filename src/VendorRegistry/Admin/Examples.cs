using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Digdir.Altinn.VendorRegistry.Admin;

/// <summary>A type of the API that can show itself: the description's examples are its values, so they can never be of another form than what is read and written.</summary>
internal interface IExample<out TSelf>
{
    /// <summary>One that would be accepted, or could be answered. All examples tell of the same synthetic vendor.</summary>
    static abstract TSelf Example { get; }
}

/// <summary>What an operation shows where its types' own examples do not do.</summary>
/// <param name="Request">What to send, or null for the type's own.</param>
/// <param name="Answer">What comes back, or null for the type's own.</param>
internal sealed record Shows(object? Request = null, object? Answer = null);

/// <summary>Puts examples into the description.</summary>
internal static class Examples
{
    /// <summary>The vendor they tell of.</summary>
    public const string Vendor = "310004006";

    public const string System = $"{Vendor}_fagsystem";

    public const string Client = "5f2d9b0e-6c0a-4c39-9f7f-0d5f4a1c7b11";

    /// <summary>A customer of the vendor.</summary>
    public const string Customer = "310010006";

    public const string Version = "004";

    public static readonly Guid Id = new("019a44b1-6c00-7000-8000-000000000001");

    /// <summary>When the tale begins.</summary>
    public static readonly DateTimeOffset At = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, string> Parameters = new(StringComparer.Ordinal)
    {
        ["vendor"] = Vendor,
        ["client"] = Client,
        ["version"] = Version,
        ["policy"] = "terms",
        ["environment"] = "test",
        ["id"] = Id.ToString(),
        ["number"] = "1",
    };

    public static Task Put(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var shows = context.Description.ActionDescriptor.EndpointMetadata.OfType<Shows>().LastOrDefault();
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            if (parameter is { In: ParameterLocation.Path, Name: { } name } && Parameters.TryGetValue(name, out var value))
            {
                parameter.Example = value;
            }
        }

        var body = context.Description.ParameterDescriptions.FirstOrDefault(parameter => parameter.Source.Id == "Body")?.Type;
        Put(operation.RequestBody?.Content, shows?.Request ?? Of(body));
        foreach (var type in context.Description.SupportedResponseTypes.Where(type => type.StatusCode is >= 200 and < 300))
        {
            if (operation.Responses?.TryGetValue(type.StatusCode.ToString(global::System.Globalization.CultureInfo.InvariantCulture), out var response) == true)
            {
                Put(response.Content, shows?.Answer ?? Of(type.Type));
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>The type's own example; of a page, one with one item.</summary>
    public static object? Of(Type? type)
    {
        if (type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(Page<>) && Of(type.GenericTypeArguments[0]) is { } item)
        {
            var items = (IList)Array.CreateInstance(type.GenericTypeArguments[0], 1);
            items[0] = item;
            return Activator.CreateInstance(type, items, "MzEwMDA0MDA2");
        }

        return type?.GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IExample<>)) == true
            ? type.GetProperty(nameof(IExample<object>.Example), BindingFlags.Public | BindingFlags.Static)?.GetValue(null)
            : null;
    }

    private static void Put(IDictionary<string, OpenApiMediaType>? content, object? example)
    {
        foreach (var (media, shown) in content ?? new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal))
        {
            if (example is not null)
            {
                var json = JsonSerializer.SerializeToNode(example, AdminJson.Options);
                shown.Example = media == "application/x-ndjson" ? JsonValue.Create(json?.ToJsonString(AdminJson.Options) + "\n") : json;
            }
        }
    }
}
