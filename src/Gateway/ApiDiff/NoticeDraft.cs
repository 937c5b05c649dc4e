using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.Gateway.ApiDiff;

/// <summary>A draft of the notice that breaking changes call for, in the shape the admin API takes one. Pure. A person reads it, sets its time and publishes it.</summary>
internal static class NoticeDraft
{
    /// <summary>Characters: what the registry keeps of a title and of a text.</summary>
    private const int LongestTitle = 200, LongestText = 4000;

    /// <summary>As many fields as anybody reads through.</summary>
    private const int MostFields = 50;

    /// <summary>The draft as JSON, and what its author should know about it; null when nothing.</summary>
    /// <param name="newer">The new description.</param>
    /// <param name="breaking">The breaking changes; at least one.</param>
    /// <param name="affected">The operations they reach.</param>
    public static (string Json, string? Remark) Of(ApiDocument newer, ImmutableArray<ApiChange> breaking, CatalogueOperations affected)
    {
        var title = ApiText.Short(newer.Root["info"]?.Text("title") ?? "API", 120);
        var removed = breaking.Where(change => change.Rule == ApiRules.OperationRemoved).SelectMany(change => change.Operations).ToHashSet();
        var changed = breaking.Where(change => change.Rule != ApiRules.OperationRemoved).SelectMany(change => change.Operations).Except(removed).ToHashSet();
        string[] fields = [.. breaking.Where(change => change.Rule.Flow is not null).Select(change => change.Subject.En).Where(subject => !subject.Contains(' ', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Take(MostFields)];
        var draft = new
        {
            kind = "breakingChange",
            title = new
            {
                nb = Cut($"Endringer i {title} som krever endring hos dere", LongestTitle),
                nn = Cut($"Endringar i {title} som krev endring hos dykk", LongestTitle),
                en = Cut($"Changes in {title} that you must change for", LongestTitle),
            },
            text = new
            {
                nb = Listed("Disse endringene er ikke bakoverkompatible:", "… og {0} til. Se hele listen i beskrivelsen av endringene.", text => text.Nb),
                nn = Listed("Desse endringane er ikkje bakoverkompatible:", "… og {0} til. Sjå heile lista i skildringa av endringane.", text => text.Nn),
                en = Listed("These changes are not backwards compatible:", "… and {0} more. See the description of the changes for the whole list.", text => text.En),
            },
            impact = "major",
            products = affected.Known.Select(found => found.Operation.Product.Id).Distinct().ToArray(),
            operations = affected.Known.Select(found => found.Operation.Id).Distinct().ToArray(),
            fields,
            environments = new[] { "test", "production" },
            removes = removed.Count > 0 && changed.Count == 0,
        };
        var remark = removed.Count > 0 && changed.Count > 0
            ? $"Some operations are removed and others changed. The draft covers them all as changed; make a notice of their own for those removed: {string.Join(", ", removed.Order(ApiOperation.InOrder))}."
            : null;
        return (JsonSerializer.Serialize(draft, ApiDiffReport.Indented), remark);

        string Listed(string head, string tail, Func<NoticeText, string> of)
        {
            var text = new StringBuilder(head).Append('\n');
            var room = LongestText - tail.Length - 10;
            var told = 0;
            foreach (var line in breaking.Select(change => $"- {of(change.Happened)}"))
            {
                if (text.Length + line.Length + 1 > room)
                {
                    return text.Append(string.Format(null, tail, breaking.Length - told)).ToString();
                }

                text.Append(line).Append('\n');
                told++;
            }

            return text.ToString().TrimEnd('\n');
        }
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most];
}
