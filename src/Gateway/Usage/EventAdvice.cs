using System.Text.Json.Nodes;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Observations;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Gateway.Usage;

/// <summary>
/// Which events would replace a vendor's reads, and the subscription to ask Altinn Events for: terms 1.2.4, that events are to be used rather than frequent
/// calls. Pure.
/// </summary>
internal static class EventAdvice
{
    /// <summary>Event types that replace reads of a group: what the catalogue says of its operations. In the catalogue's order, each once.</summary>
    public static IReadOnlyList<string> TypesFor(OperationCatalogue catalogue, in ReadGroup group)
    {
        var types = new List<string>();
        foreach (var operation in catalogue.Operations)
        {
            if (operation.Product.Id == group.Product && QuestionPlan.ClassOf(operation.Kind) == group.Class && operation.Closed is null)
            {
                foreach (var type in operation.EventAlternatives)
                {
                    if (!types.Contains(type, StringComparer.Ordinal))
                    {
                        types.Add(type);
                    }
                }
            }
        }

        return types;
    }

    /// <summary>
    /// A subscription request ready to send to <c>POST /events/api/v1/subscriptions</c>, but for the vendor's own address and the resource; null when no event
    /// exists. One type a subscription: Altinn takes an exact one, so a pattern is left out and the resource alone filters.
    /// </summary>
    public static JsonObject? Subscription(IReadOnlyList<string> types)
    {
        if (types.Count == 0)
        {
            return null;
        }

        var request = new JsonObject
        {
            ["endPoint"] = "https://din-adresse.example/altinn-events",
            ["resourceFilter"] = "urn:altinn:resource:{ressurs-id}",
        };
        if (!types[0].Contains('*', StringComparison.Ordinal))
        {
            request["typeFilter"] = types[0];
        }

        return request;
    }
}
