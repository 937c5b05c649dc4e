using System.Collections.Immutable;

namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>Reads an operation's <see cref="OperationQuestion"/>. Pure.</summary>
internal static class QuestionFields
{
    /// <summary>Reads the field <c>question</c>; errors go where <paramref name="fields"/> collects them.</summary>
    public static OperationQuestion Read(Fields fields, string path)
    {
        if (fields.Inner("question") is not { } question)
        {
            return OperationQuestion.None;
        }

        var party = ImmutableArray.CreateBuilder<PartyPlace>();
        question.Texts("party", required: false, text =>
        {
            if (!TryReadPlace(text, out var place))
            {
                return $"has '{text}', which is not query:name, path:name or header:name";
            }

            party.Add(place);
            return place.Kind == PartyPlaceKind.Path ? NotInPath(path, place.Name) : null;
        });
        var parameters = question.Texts("parameters", required: false, NoReason);
        var read = new OperationQuestion
        {
            Party = party.DrainToImmutable(),
            Parameters = question.Has("parameters") ? parameters : null,
            Times = question.Texts("times", required: false, NoReason),
            Cursor = question.Text("cursor"),
            Pages = question.Texts("pages", required: false, NoReason),
            Around = question.Texts("around", required: false, name => NotInPath(path, name)),
            GraphQL = question.Flag("graphql", otherwise: false),
        };
        question.End();
        return read;
    }

    private static string? NoReason(string name) => null;

    private static string? NotInPath(string path, string name)
        => path.Contains($"{{{name}}}", StringComparison.OrdinalIgnoreCase) ? null : $"has '{name}', which is not a parameter of the path";

    private static bool TryReadPlace(string text, out PartyPlace place)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        PartyPlaceKind? kind = colon < 0 ? null : text[..colon] switch
        {
            "query" => PartyPlaceKind.Query,
            "path" => PartyPlaceKind.Path,
            "header" => PartyPlaceKind.Header,
            _ => null,
        };
        place = new PartyPlace(kind ?? default, text[(colon + 1)..]);
        return kind is not null && place.Name.Length > 0;
    }
}
