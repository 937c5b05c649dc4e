namespace Digdir.Altinn.Gateway.Replay;

/// <summary>Which product's reads an event calls for, by its CloudEvent type.</summary>
internal static class EventProducts
{
    private static readonly (string Prefix, string Product)[] Known =
    [
        ("dialogporten.", "dialogporten"),
        ("no.altinn.correspondence.", "melding"),
        ("no.altinn.broker.", "formidling"),
        ("app.", "apps"),
    ];

    /// <summary>The product's id; Dialogporten, where every product's dialogs are listed, for types that are not known.</summary>
    public static string Of(string? eventType)
    {
        foreach (var (prefix, product) in Known)
        {
            if (eventType?.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) == true)
            {
                return product;
            }
        }

        return Known[0].Product;
    }
}
