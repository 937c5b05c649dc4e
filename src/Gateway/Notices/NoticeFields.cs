using System.Globalization;
using System.Text;
using Digdir.Altinn.Gateway.Throttling;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Digdir.Altinn.Gateway.Notices;

/// <summary>
/// What the answers of an operation say of notices about it, written out, for a span of time in which it stays the same. Immutable.
/// <list type="bullet">
/// <item><c>Deprecation</c> (RFC 9745): since when the operation as it is has been deprecated: the earliest publication of a change that stands.</item>
/// <item><c>Sunset</c> (RFC 8594): when it is removed: the earliest time of a change that removes it; never before Deprecation.</item>
/// <item><c>Link</c> (RFC 8288): of every notice.</item>
/// <item><c>Altinn-Maintenance</c>, ours: a structured Dictionary (RFC 9651) of the next maintenance, or of that under way: <c>starts</c> and <c>ends</c>, Dates;
/// <c>notice</c>, a String, its id, or <c>window</c> where maintenance was set without a notice. <c>ends</c> is missing while it is unknown.</item>
/// </list>
/// </summary>
internal sealed class NoticeFields
{
    public const string Deprecation = "Deprecation";
    public const string Sunset = "Sunset";
    public const string Maintenance = "Altinn-Maintenance";

    /// <summary>Notices whose links an answer carries at most: many proxies take no more than 8 KiB of fields.</summary>
    public const int MostLinked = 4;

    private readonly DateTimeOffset? _deprecated;
    private readonly DateTimeOffset? _sunset;
    private readonly StringValues _deprecation;
    private readonly StringValues _sunsetField;
    private readonly StringValues _maintenance;
    private readonly StringValues _links;

    private NoticeFields(DateTimeOffset? deprecated, DateTimeOffset? sunset, string? maintenance, string[] links, DateTimeOffset until)
    {
        _deprecated = deprecated;
        _sunset = sunset is { } end && deprecated is { } start && end < start ? start : sunset;
        _deprecation = _deprecated is { } since ? StructuredFields.Date(since) : null;
        _sunsetField = _sunset is { } removed ? HttpDate(removed) : null;
        _maintenance = maintenance;
        _links = links;
        Until = until;
    }

    /// <summary>UTC: from then on something else is to be said.</summary>
    public DateTimeOffset Until { get; }

    /// <summary>True when a breaking change is told of.</summary>
    public bool TellsOfChange => _deprecated is not null;

    /// <summary>True when maintenance is told of.</summary>
    public bool TellsOfMaintenance => _maintenance.Count > 0;

    /// <summary>True when there is nothing to say.</summary>
    public bool IsEmpty => !TellsOfChange && !TellsOfMaintenance;

    /// <summary>Writes the fields as they are from <paramref name="now"/> on. Pure.</summary>
    /// <param name="notices">Those about the operation.</param>
    /// <param name="links">Where notices can be read.</param>
    /// <param name="ahead">How long before maintenance it is announced.</param>
    /// <param name="now">The time.</param>
    public static NoticeFields Of(OperationNotices notices, NoticeLinks links, TimeSpan ahead, DateTimeOffset now)
    {
        var until = DateTimeOffset.MaxValue;
        var written = new List<string>();
        DateTimeOffset? deprecated = null, sunset = null;
        var linked = 0;
        foreach (var change in notices.Changes)
        {
            if (!change.Removes && change.StartsAt is { } effective)
            {
                // Once it has taken effect, what callers get is the new thing, and that is not deprecated.
                if (effective <= now)
                {
                    continue;
                }

                until = Earlier(until, effective);
            }

            deprecated = Earlier(deprecated ?? change.PublishedAt, change.PublishedAt);
            if (change is { Removes: true, StartsAt: { } removed })
            {
                sunset = Earlier(sunset ?? removed, removed);
            }

            if (linked++ < MostLinked)
            {
                written.AddRange(links.OfChange(change));
            }
        }

        string? maintenance = null;
        foreach (var work in notices.Maintenance)
        {
            if (work.Until is { } ended && ended <= now)
            {
                continue;
            }

            if (work.From - ahead > now)
            {
                until = Earlier(until, work.From - ahead);
                continue;
            }

            until = Earlier(until, work.Until ?? until);
            if (maintenance is null)
            {
                maintenance = Written(work);
                if (work.Notice is { } notice)
                {
                    written.Add(links.OfMaintenance(notice));
                }
            }
        }

        return new NoticeFields(deprecated, sunset, maintenance, [.. written], until);
    }

    /// <summary>
    /// Adds them to an answer that is about to begin. What the product itself says of its deprecation and sunset stays; only where the two together would have
    /// the operation gone before it was deprecated (RFC 8594 section 3, RFC 9745 section 4), the notice's Deprecation moves.
    /// </summary>
    public void AddTo(IHeaderDictionary headers)
    {
        if (_deprecated is { } ours)
        {
            AddChange(headers, ours);
        }

        if (_maintenance.Count > 0)
        {
            headers[Maintenance] = _maintenance;
        }

        if (_links.Count > 0)
        {
            headers.Link = headers.Link.Count == 0 ? _links : StringValues.Concat(headers.Link, _links);
        }
    }

    /// <summary>RFC 9110 section 5.6.7.</summary>
    internal static string HttpDate(DateTimeOffset instant) => instant.UtcDateTime.ToString("r", CultureInfo.InvariantCulture);

    private void AddChange(IHeaderDictionary headers, DateTimeOffset ours)
    {
        var deprecation = headers[Deprecation];
        var sunset = headers[Sunset];
        if (deprecation.Count == 0 && sunset.Count == 0)
        {
            headers[Deprecation] = _deprecation;
            if (_sunset is not null)
            {
                headers[Sunset] = _sunsetField;
            }

            return;
        }

        var gone = sunset is [{ } written] && HeaderUtilities.TryParseDate(written, out var theirs) ? theirs : sunset.Count == 0 ? _sunset : null;
        if (sunset.Count == 0 && _sunset is not null)
        {
            headers[Sunset] = _sunsetField;
        }

        if (deprecation.Count == 0)
        {
            headers[Deprecation] = gone < ours ? StructuredFields.Date(gone.Value) : _deprecation;
        }
        else if (deprecation is [{ } said] && StructuredFields.TryReadDate(said, out var since) && gone < since)
        {
            headers[Deprecation] = StructuredFields.Date(Earlier(ours, gone.Value));
        }
    }

    private static string Written(in PlannedWork work)
    {
        var field = new StringBuilder("starts=").Append(StructuredFields.Date(work.From));
        if (work.Until is { } ends)
        {
            field.Append(", ends=").Append(StructuredFields.Date(ends));
        }

        return field.Append(work.Notice is null ? ", window=" : ", notice=").AppendString(work.Id.ToString()).ToString();
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
