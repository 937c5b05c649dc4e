using System.Buffers.Text;
using System.Text;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.VendorRegistry.Admin;

/// <summary>One page of a list.</summary>
/// <param name="Items">The items, in the list's order.</param>
/// <param name="Next">What to send as <c>cursor</c> for the next page; null on the last. Opaque.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Where a page starts and how long it is.</summary>
internal readonly record struct PageRequest(string? After, int Limit)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 500;

    /// <summary>What came as a cursor is none of ours.</summary>
    public static Refusal BadCursor => Problems.Invalid("cursor", new("Send verdien fra «next» uendret.", "Send the value of \"next\" unchanged."));

    /// <summary>Reads the query's <c>cursor</c> and <c>limit</c>.</summary>
    public static Refusal? TryRead(string? cursor, int? limit, out PageRequest page)
    {
        page = new PageRequest(null, limit ?? DefaultLimit);
        if (page.Limit is < 1 or > MaxLimit)
        {
            return Problems.Invalid("limit", new($"Må være fra 1 til {MaxLimit}.", $"Must be from 1 to {MaxLimit}."));
        }

        if (cursor is null)
        {
            return null;
        }

        if (cursor.Length > 400 || !Base64Url.IsValid(cursor) || Decode(cursor) is not { } after)
        {
            return BadCursor;
        }

        page = page with { After = after };
        return null;
    }

    /// <summary>The page of items, of which one more than asked for was read, so that the last page is known.</summary>
    public Page<TView> Of<TItem, TView>(List<TItem> items, Func<TItem, TView> view, Func<TItem, string> key)
    {
        var shown = items.Take(Limit).ToList();
        return new Page<TView>(shown.ConvertAll(item => view(item)), items.Count > Limit ? Encode(key(shown[^1])) : null);
    }

    private static string Encode(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    private static string? Decode(string cursor)
    {
        var key = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        return key.Length is > 0 and <= 200 && !key.Contains('\uFFFD') && !key.Any(char.IsControl) ? key : null;
    }
}
