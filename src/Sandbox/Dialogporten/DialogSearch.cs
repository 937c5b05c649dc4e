using System.Globalization;
using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.Dialogporten;

/// <summary>A search as the query string asks for it. Immutable; pure.</summary>
internal sealed record DialogSearch
{
    public const int MaxParties = 100, MaxResources = 20;

    public required IReadOnlyList<string> Parties { get; init; }

    public required IReadOnlyList<Func<Dialog, bool>> Filters { get; init; }

    public required string Field { get; init; }

    public required bool Descending { get; init; }

    public required int Limit { get; init; }

    /// <summary>Where the page before ended, or null.</summary>
    public (DateTimeOffset At, Guid Id)? After { get; init; }

    public string OrderBy => $"{Field}_{(Descending ? "desc" : "asc")},id_{(Descending ? "desc" : "asc")}";

    /// <summary>Reads the query; errors by parameter when it cannot be.</summary>
    public static (DialogSearch? Search, Dictionary<string, string[]> Errors) Read(IQueryCollection query)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var parties = query["party"].OfType<string>().ToList();
        var resources = query["serviceResource"].OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (parties.Count == 0 && resources.Count == 0)
        {
            errors["ServiceResource"] = errors["Party"] = ["Either 'ServiceResource' or 'Party' must be specified."];
        }

        Check(parties.Count <= MaxParties, "Party", $"Must contain at most {MaxParties} values.");
        Check(parties.All(party => party.StartsWith("urn:altinn:", StringComparison.Ordinal) && Party.NumberIn(party) is not null), "Party", "'Party' must be a valid party URN.");
        Check(resources.Count <= MaxResources, "ServiceResource", $"Must contain at most {MaxResources} values.");
        var text = query["search"].FirstOrDefault();
        Check(text is null or { Length: >= 3 }, "Search", "'Search' must be at least 3 characters.");
        var limit = 100;
        Check(query["limit"].FirstOrDefault() is not { } asked || (int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= 1000),
            "Limit", "'Limit' must be between 1 and 1000.");
        var order = (query["orderBy"].FirstOrDefault()?.Split(',')[0] ?? "contentupdatedat_desc").ToUpperInvariant().Split('_');
        Check(order[0] is "CREATEDAT" or "UPDATEDAT" or "CONTENTUPDATEDAT" or "DUEAT" && (order.Length == 1 || order[1] is "ASC" or "DESC"), "OrderBy", "'OrderBy' has an unknown field or direction.");
        var after = Position(query["continuationToken"].FirstOrDefault());
        Check(query["continuationToken"].FirstOrDefault() is null || after is not null, "ContinuationToken", "'ContinuationToken' is malformed.");

        var filters = new List<Func<Dialog, bool>> { dialog => dialog.DeletedAt is null };
        Among("org", dialog => dialog.Resource is not null ? Players.Acronym : "");
        Among("status", dialog => dialog.Status);
        Among("extendedStatus", dialog => dialog.ExtendedStatus ?? "");
        Among("externalReference", dialog => dialog.ExternalReference ?? "");
        Among("process", dialog => dialog.Process ?? "");
        if (resources.Count > 0)
        {
            filters.Add(dialog => resources.Contains(dialog.Resource.Urn));
        }

        if (query["systemLabel"].Count > 0)
        {
            var labels = query["systemLabel"].OfType<string>().ToList();
            filters.Add(dialog => labels.TrueForAll(label => dialog.Labels.Contains(label, StringComparer.OrdinalIgnoreCase)));
        }

        if (bool.TryParse(query["isContentSeen"], out var seen))
        {
            filters.Add(dialog => dialog.IsContentSeen == seen);
        }

        if (text is not null)
        {
            filters.Add(dialog => dialog.Title.Contains(text, StringComparison.OrdinalIgnoreCase) || dialog.Summary.Contains(text, StringComparison.OrdinalIgnoreCase));
        }

        Between("created", dialog => dialog.CreatedAt);
        Between("updated", dialog => dialog.UpdatedAt);
        Between("contentUpdated", dialog => dialog.ContentUpdatedAt);
        Between("due", dialog => dialog.DueAt ?? DateTimeOffset.MaxValue);
        return (errors.Count > 0 ? null : new()
        {
            Parties = parties,
            Filters = filters,
            Field = FieldNames[order[0]],
            Descending = order.Length == 1 || order[1] == "DESC",
            Limit = limit,
            After = after,
        }, errors);

        void Check(bool holds, string name, string message)
        {
            if (!holds)
            {
                errors[name] = [message];
            }
        }

        void Among(string name, Func<Dialog, string> value)
        {
            if (query[name].Count > 0)
            {
                var wanted = query[name].OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
                filters.Add(dialog => wanted.Contains(value(dialog)));
            }
        }

        void Between(string name, Func<Dialog, DateTimeOffset> value)
        {
            foreach (var (end, holds) in new (string, Func<DateTimeOffset, DateTimeOffset, bool>)[] { ("After", (a, b) => a >= b), ("Before", (a, b) => a <= b) })
            {
                if (query[name + end].FirstOrDefault() is not { } written)
                {
                    continue;
                }

                var read = DateTimeOffset.TryParse(written, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var bound);
                Check(read, name + end, "Must be an ISO 8601 instant.");
                filters.Add(dialog => holds(value(dialog), bound));
            }
        }
    }

    private static readonly Dictionary<string, string> FieldNames = new(StringComparer.Ordinal)
    {
        ["CREATEDAT"] = "createdat",
        ["UPDATEDAT"] = "updatedat",
        ["CONTENTUPDATEDAT"] = "contentupdatedat",
        ["DUEAT"] = "dueat",
    };

    /// <summary>One page of the dialogs, whether there is more, and the token that goes on from there.</summary>
    public (List<Dialog> Page, bool HasMore, string? Continuation) PageOf(IEnumerable<Dialog> dialogs)
    {
        var wanted = dialogs.Where(dialog => Filters.All(filter => filter(dialog)) && (Field != "dueat" || dialog.DueAt is not null));
        var ordered = Descending
            ? wanted.OrderByDescending(At).ThenByDescending(dialog => dialog.Id)
            : wanted.OrderBy(At).ThenBy(dialog => dialog.Id);
        var page = ordered.Where(IsAfter).Take(Limit + 1).ToList();
        var more = page.Count > Limit;
        if (more)
        {
            page.RemoveAt(Limit);
        }

        return (page, more, more ? $"{Field}_{At(page[^1]).UtcDateTime.ToString("O", CultureInfo.InvariantCulture)},id_{page[^1].Id}" : null);
    }

    private bool IsAfter(Dialog dialog)
    {
        if (After is not { } after)
        {
            return true;
        }

        var order = At(dialog).CompareTo(after.At) is var byTime and not 0 ? byTime : dialog.Id.CompareTo(after.Id);
        return Descending ? order < 0 : order > 0;
    }

    private DateTimeOffset At(Dialog dialog) => Field switch
    {
        "createdat" => dialog.CreatedAt,
        "updatedat" => dialog.UpdatedAt,
        "dueat" => dialog.DueAt ?? DateTimeOffset.MaxValue,
        _ => dialog.ContentUpdatedAt,
    };

    private static (DateTimeOffset At, Guid Id)? Position(string? token)
        => token?.Split(',') is [var at, var id]
            && DateTimeOffset.TryParse(at[(at.IndexOf('_', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            && id.StartsWith("id_", StringComparison.Ordinal) && Guid.TryParse(id[3..], out var last)
            ? (instant, last)
            : null;
}
