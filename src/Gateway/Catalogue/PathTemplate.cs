using System.Diagnostics.CodeAnalysis;

namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>
/// A path template of the catalogue: literals, <c>{parameter}</c> for one whole segment and <c>{**rest}</c> for all that is left. A subset of ASP.NET's
/// templates, small enough that two of them can be compared for certain. Immutable.
/// </summary>
internal sealed class PathTemplate
{
    private readonly Segment[] _segments;

    private PathTemplate(Segment[] segments) => _segments = segments;

    /// <summary>True when the last segment takes all that is left.</summary>
    public bool HasRest => _segments is [.., { Rest: true }];

    /// <summary>
    /// The template without the names of its parameters, in lower case: two templates with one shape match exactly the same paths, and routing
    /// could not choose between them. Any two other shapes it tells apart by their leftmost difference.
    /// </summary>
    public string Shape => "/" + string.Join('/', _segments.Select(segment => segment.Rest ? "**" : segment.Literal?.ToLowerInvariant() ?? "*"));

    /// <summary>Reads a template; <paramref name="problem"/> says what is wrong when it returns false.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PathTemplate? template, [NotNullWhen(false)] out string? problem)
    {
        template = null;
        problem = text.Length == 0 || text[0] != '/' ? "a path begins with '/'" : text.Length > 1 && text[^1] == '/' ? "a path does not end with '/'" : null;
        if (problem is not null)
        {
            return false;
        }

        var parts = text.Length == 1 ? [] : text[1..].Split('/');
        var segments = new Segment[parts.Length];
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < parts.Length; i++)
        {
            problem = Parse(parts[i], i == parts.Length - 1, names, out segments[i]);
            if (problem is not null)
            {
                return false;
            }
        }

        template = new PathTemplate(segments);
        return true;
    }

    /// <summary>True when the path fits, by the rules of routing: without regard to case, with or without one slash at the end.</summary>
    public bool Matches(ReadOnlySpan<char> path)
    {
        path = path.TrimStart('/');
        foreach (var segment in _segments)
        {
            if (segment.Rest)
            {
                return true;
            }

            var end = path.IndexOf('/');
            var part = end < 0 ? path : path[..end];
            if (part.IsEmpty || (segment.Literal is { } literal && !part.Equals(literal, StringComparison.OrdinalIgnoreCase)))
            {
                return false;
            }

            path = end < 0 ? [] : path[(end + 1)..];
        }

        return path.IsEmpty;
    }

    /// <summary>True when every path of this template lies at or below the prefix.</summary>
    public bool IsBelow(PathTemplate prefix)
        => prefix._segments.Length <= _segments.Length
            && prefix._segments.Zip(_segments).All(pair => pair.First.Literal is null
                ? !pair.Second.Rest
                : string.Equals(pair.First.Literal, pair.Second.Literal, StringComparison.OrdinalIgnoreCase));

    private static string? Parse(string part, bool last, HashSet<string> names, out Segment segment)
    {
        segment = default;
        if (part.Length == 0)
        {
            return "a path has no empty segments";
        }

        if (part[0] != '{')
        {
            segment = new Segment(part, Rest: false);
            return part is "." or ".." || part.AsSpan().ContainsAnyExcept(PlainTarget.Unreserved)
                ? $"'{part}' is not a literal of letters, digits, '-', '.', '_' and '~'"
                : null;
        }

        var rest = part.StartsWith("{**", StringComparison.Ordinal);
        if (part[^1] != '}' || part.Length < 3)
        {
            return $"'{part}' is not one whole parameter";
        }

        var name = part[(rest ? 3 : 1)..^1];
        if (name.Length == 0 || !char.IsAsciiLetter(name[0]) || !name.All(char.IsAsciiLetterOrDigit))
        {
            return $"'{part}' is not a parameter named by letters and digits";
        }

        if (rest && !last)
        {
            return $"'{part}' is not last";
        }

        segment = new Segment(Literal: null, rest);
        return names.Add(name) ? null : $"parameter '{name}' is there twice";
    }

    private readonly record struct Segment(string? Literal, bool Rest);
}
