using System.Text.Json.Nodes;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.Gateway.Levels;

/// <summary>What a slowed caller is told: what was measured, how long to wait, and how to hear of changes instead, down to the request to send. Pure.</summary>
internal static class LevelRefusal
{
    /// <summary>Name of the rule, for the member <c>violated-policies</c>.</summary>
    public const string Policy = "avoidable-calls";

    /// <summary>The refusal.</summary>
    /// <param name="call">The call.</param>
    /// <param name="request">The request; only its service resource is read.</param>
    /// <param name="judgement">The ladder's answer.</param>
    /// <param name="view">The group's figures; null when they cannot be had.</param>
    public static Refusal Of(Call call, HttpRequest request, in Judgement judgement, GroupView? view)
    {
        var wait = (int)Math.Clamp((judgement.RetryAfterMs + 999) / 1000, 1, int.MaxValue);
        var members = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["violated-policies"] = new[] { judgement.Braked ? "saturation" : Policy },
            ["level"] = (int)judgement.Level,
            ["intervalSeconds"] = (judgement.IntervalMs + 999) / 1000,
        };
        if (view is not null)
        {
            members["callsLastDay"] = view.Calls;
            members["newsShare"] = Math.Round(view.Figures.NewsShare, 3);
            members["periodSeconds"] = view.Figures.PeriodMs > 0 ? view.Figures.PeriodMs / 1000 : null;
            members["avoidableCallsPerDay"] = Math.Round(view.ExcessPerDay, 1);
            members["penalty"] = Math.Round(view.Penalty, 1);
        }

        AddEvents(members, call.Operation, request);
        return new Refusal(judgement.Braked ? Problems.Braked : Problems.AvoidableCalls)
        {
            Detail = judgement.Braked ? null : DetailOf(wait, view),
            RetryAfterSeconds = wait,
            Members = members,
        };
    }

    private static Text DetailOf(int wait, GroupView? view)
    {
        if (view is null)
        {
            return new Text($"Lesingen kan gjentas om {wait} s.", $"The read can be repeated in {wait} s.");
        }

        var share = Math.Round(view.Figures.NewsShare * 100);
        var everyNb = view.Figures.PeriodMs >= 1000 ? $", omtrent hvert {view.Figures.PeriodMs / 1000}. sekund" : "";
        var everyEn = view.Figures.PeriodMs >= 1000 ? $", about every {view.Figures.PeriodMs / 1000} seconds" : "";
        return new Text(
            $"{view.Calls} kall siste døgn{everyNb}; {share} % av svarene hadde noe nytt. Lesingen kan gjentas om {wait} s.",
            $"{view.Calls} calls in the last 24 hours{everyEn}; {share} % of the answers held something new. The read can be repeated in {wait} s.");
    }

    /// <summary>The events that tell what the call looks for, and for each a subscription ready to send but for the caller's own address.</summary>
    private static void AddEvents(Dictionary<string, object?> members, Operation operation, HttpRequest request)
    {
        if (operation.EventAlternatives.IsEmpty)
        {
            return;
        }

        members["events"] = operation.EventAlternatives;
        var filters = FiltersOf(operation, request);
        var subscriptions = new JsonArray();
        foreach (var type in operation.EventAlternatives)
        {
            // Types are filtered by their whole name: one that stands for several is left out of the filter.
            var body = new JsonObject { ["endPoint"] = "https://example.org/altinn-events" };
            foreach (var (name, value) in filters)
            {
                body[name] = value;
            }

            if (!type.Contains('*', StringComparison.Ordinal))
            {
                body["typeFilter"] = type;
            }

            subscriptions.Add(body);
        }

        members["subscribe"] = new JsonObject { ["method"] = "POST", ["path"] = "/events/api/v1/subscriptions", ["bodies"] = subscriptions };
    }

    private static (string Name, string Value)[] FiltersOf(Operation operation, HttpRequest request)
    {
        if (operation.Host == OperationHost.App && request.RouteValues["org"] is string org && request.RouteValues["app"] is string app)
        {
            return [("resourceFilter", $"urn:altinn:resource:app_{org}_{app}")];
        }

        // The one thing of the query that is shown again: it names a service, never a party.
        var resource = request.Query["serviceResource"] is [{ Length: > 0 and <= 200 } one] && one.StartsWith("urn:altinn:resource:", StringComparison.Ordinal) ? one
            : request.Query["resourceId"] is [{ Length: > 0 and <= 200 } id] && !id.AsSpan().ContainsAnyExcept(PlainTarget.Unreserved) ? $"urn:altinn:resource:{id}"
            : "urn:altinn:resource:{resourceId}";
        return [("resourceFilter", resource)];
    }
}
