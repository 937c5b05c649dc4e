using System.Collections.Immutable;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>
/// Short lists of words without spaces, as they lie in a column: each once, in ordinal order, one space between. The audit log reads well so, and a database
/// finds a word by looking for it between spaces.
/// </summary>
internal static class Words
{
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    public static ImmutableArray<string> Split(string column) => [.. column.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
