using System.Globalization;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.VendorRegistry.Admin;

/// <summary>A place in a list that is ordered by an instant and, among equal ones, by an id: the last row of a page, after which the next one starts in the database.</summary>
/// <param name="At">The instant, whole milliseconds.</param>
/// <param name="Id">The id.</param>
internal readonly record struct PagePlace<TId>(DateTimeOffset At, TId Id)
    where TId : IParsable<TId>
{
    private const char Separator = '~';

    /// <summary>The place that the page starts after; null at the start of the list.</summary>
    public static Refusal? TryRead(in PageRequest page, out PagePlace<TId>? place)
    {
        place = null;
        if (page.After is not { } after)
        {
            return null;
        }

        var end = after.IndexOf(Separator, StringComparison.Ordinal);
        if (end < 0
            || !long.TryParse(after.AsSpan(0, end), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds < DateTimeOffset.MinValue.ToUnixTimeMilliseconds() || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            || !TId.TryParse(after[(end + 1)..], CultureInfo.InvariantCulture, out var id))
        {
            return PageRequest.BadCursor;
        }

        place = new PagePlace<TId>(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), id);
        return null;
    }

    /// <summary>As a cursor holds it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.ToUnixTimeMilliseconds()}{Separator}{Id}");
}

/// <summary>Makes places.</summary>
internal static class PagePlace
{
    public static string Of<TId>(DateTimeOffset at, TId id)
        where TId : IParsable<TId> => new PagePlace<TId>(at, id).ToString();
}
