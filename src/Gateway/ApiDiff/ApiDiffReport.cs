using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Digdir.Altinn.Gateway.ApiDiff;

/// <summary>The changes as text for a console, as Markdown and as JSON. Pure.</summary>
internal static class ApiDiffReport
{
    /// <summary>Norwegian letters stay readable; the files are never part of a page.</summary>
    public static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int MostOperations = 3;

    private static readonly Severity[] InOrder = [Severity.Breaking, Severity.NonBreaking, Severity.Information];

    /// <summary>A few lines per change, in English.</summary>
    public static string Summary(ApiDocument newer, ImmutableArray<ApiChange> changes)
    {
        var text = new StringBuilder($"{Title(newer)}: {Counts(changes)}\n");
        foreach (var severity in InOrder)
        {
            var these = changes.Where(change => change.Rule.Severity == severity).ToList();
            if (these.Count > 0)
            {
                text.Append($"\n{Heading(severity).En}\n");
            }

            foreach (var change in these)
            {
                text.Append($"  {change.Happened.En}\n    {change.Rule.Id} at {Where(change)}");
                if (change.Operations.Length > 0)
                {
                    text.Append($"; {Affected(change)}");
                }

                text.Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>A table per severity, in both languages.</summary>
    public static string Markdown(ApiDocument newer, ImmutableArray<ApiChange> changes)
    {
        var text = new StringBuilder($"# {Cell(Title(newer))}\n\n{Counts(changes)}\n");
        foreach (var severity in InOrder)
        {
            var these = changes.Where(change => change.Rule.Severity == severity).ToList();
            if (these.Count > 0)
            {
                text.Append($"\n## {Heading(severity).Nb} / {Heading(severity).En}\n\n| endring | change | operations | rule | place |\n|---|---|---|---|---|\n");
            }

            foreach (var change in these)
            {
                text.Append($"| {Cell(change.Text.Nb)} | {Cell(change.Text.En)} | {Cell(Affected(change))} | `{change.Rule.Id}` | {Cell(Where(change))} |\n");
            }
        }

        return text.ToString().TrimEnd('\n');
    }

    /// <summary>Everything, for machines.</summary>
    public static string Json(ApiDocument older, ApiDocument newer, ImmutableArray<ApiChange> changes) => JsonSerializer.Serialize(
        new
        {
            old = About(older),
            @new = About(newer),
            breaking = Count(changes, Severity.Breaking),
            nonBreaking = Count(changes, Severity.NonBreaking),
            information = Count(changes, Severity.Information),
            changes = changes.Select(change => new
            {
                rule = change.Rule.Id,
                severity = Word(change.Rule.Severity),
                subject = change.Subject.En,
                before = change.Before.Length == 0 ? null : change.Before,
                after = change.After.Length == 0 ? null : change.After,
                nb = change.Text.Nb,
                en = change.Text.En,
                oldPointer = change.OldPointer,
                newPointer = change.NewPointer,
                operations = change.Operations.Select(operation => new { method = operation.Method, path = operation.Path }),
            }),
        },
        Indented);

    /// <summary>The severity's word in reports.</summary>
    public static string Word(Severity severity) => severity switch
    {
        Severity.Breaking => "breaking",
        Severity.NonBreaking => "non-breaking",
        _ => "information",
    };

    private static object About(ApiDocument document) => new { title = document.Root["info"]?.Text("title"), version = document.Root["info"]?.Text("version"), openapi = document.Root.Text("openapi") };

    private static string Title(ApiDocument document) => $"{ApiText.Short(document.Root["info"]?.Text("title") ?? "API")} {ApiText.Short(document.Root["info"]?.Text("version") ?? "")}".TrimEnd();

    private static string Counts(ImmutableArray<ApiChange> changes)
        => changes.IsEmpty ? "no change." : $"{Count(changes, Severity.Breaking)} breaking, {Count(changes, Severity.NonBreaking)} non-breaking, {Count(changes, Severity.Information)} for information.";

    private static int Count(ImmutableArray<ApiChange> changes, Severity severity) => changes.Count(change => change.Rule.Severity == severity);

    private static (string Nb, string En) Heading(Severity severity) => severity switch
    {
        Severity.Breaking => ("Brytende", "Breaking"),
        Severity.NonBreaking => ("Ikke brytende", "Non-breaking"),
        _ => ("Til orientering", "For information"),
    };

    private static string Where(ApiChange change) => ApiDocument.Place(change.NewPointer ?? change.OldPointer ?? "");

    private static string Affected(ApiChange change)
        => string.Join(", ", change.Operations.Take(MostOperations).Select(operation => ApiText.Short(operation.ToString(), 200)))
            + (change.Operations.Length > MostOperations ? $" and {change.Operations.Length - MostOperations} more" : "");

    /// <summary>What is written by others cannot end the cell, begin markup or be a tag.</summary>
    private static string Cell(string text)
    {
        var cell = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            cell.Append(character switch
            {
                '|' or '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '~' => $"\\{character}",
                '&' => "&amp;",
                _ => character.ToString(),
            });
        }

        return cell.ToString();
    }
}
