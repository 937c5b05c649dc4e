using System.Collections.Frozen;
using System.Collections.Immutable;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.Gateway.Notices;

/// <summary>
/// What notices and maintenance windows of one picture say about one operation, for one service owner or for all. Thread-safe: immutable but for the fields
/// written last.
/// </summary>
/// <param name="changes">Breaking changes that stand, and those completed that removed it; the earliest effective first.</param>
/// <param name="maintenance">The earliest first.</param>
/// <param name="brownouts">In this environment, the earliest first; none where a refusal would break off what was begun.</param>
internal sealed class OperationNotices(ImmutableArray<NoticePicture> changes, ImmutableArray<PlannedWork> maintenance, ImmutableArray<PlannedBrownout> brownouts)
{
    private NoticeFields? _fields;

    /// <summary>Breaking changes that stand, and those completed that removed the operation; the earliest effective first.</summary>
    public ImmutableArray<NoticePicture> Changes => changes;

    /// <summary>Maintenance, the earliest first.</summary>
    public ImmutableArray<PlannedWork> Maintenance => maintenance;

    /// <summary>The id of the notice that matters first, for the log; null when there are only windows without a notice.</summary>
    public string? First { get; } = changes.Length > 0 ? changes[0].Id.ToString() : maintenance.FirstOrDefault(work => work.Notice is not null).Notice?.Id.ToString();

    /// <summary>The same for calls that name a service owner with notices of its own; null when none has any.</summary>
    public FrozenDictionary<string, OperationNotices>? ByServiceOwner { get; init; }

    /// <summary>The notice that has removed the operation, or null while it is there.</summary>
    public NoticePicture? RemovedBy(DateTimeOffset now)
    {
        foreach (var change in changes.AsSpan())
        {
            if (change.Removes && change.StartsAt <= now)
            {
                return change;
            }
        }

        return null;
    }

    /// <summary>The brownout under way, or null.</summary>
    public PlannedBrownout? BrownoutAt(DateTimeOffset now)
    {
        foreach (ref readonly var brownout in brownouts.AsSpan())
        {
            if (now >= brownout.From && now < brownout.Until)
            {
                return brownout;
            }
        }

        return null;
    }

    /// <summary>Maintenance of a notice that is under way and has the operation out of reach, or null. Of windows the policy knows by itself.</summary>
    public PlannedWork? MaintenanceAt(DateTimeOffset now)
    {
        foreach (ref readonly var work in maintenance.AsSpan())
        {
            if (work.Notice is { Impact: NoticeImpact.Major or NoticeImpact.Critical } && now >= work.From && (work.Until is not { } until || now < until))
            {
                return work;
            }
        }

        return null;
    }

    /// <summary>What answers say now. Written anew only when something else is to be said; two threads that do so come to the same.</summary>
    public NoticeFields FieldsAt(DateTimeOffset now, NoticeLinks links, TimeSpan ahead)
    {
        var fields = Volatile.Read(ref _fields);
        if (fields is null || now >= fields.Until)
        {
            fields = NoticeFields.Of(this, links, ahead, now);
            Volatile.Write(ref _fields, fields);
        }

        return fields;
    }
}

/// <summary>Maintenance ahead or under way.</summary>
/// <param name="Id">Of the notice or the window.</param>
/// <param name="From">UTC.</param>
/// <param name="Until">UTC: the planned end; null while it is unknown.</param>
/// <param name="Notice">The notice; null for a window that names none that is public.</param>
internal readonly record struct PlannedWork(Guid Id, DateTimeOffset From, DateTimeOffset? Until, NoticePicture? Notice);

/// <summary>A brownout.</summary>
/// <param name="From">UTC.</param>
/// <param name="Until">UTC, exclusive.</param>
/// <param name="Notice">The breaking change that it goes before.</param>
internal readonly record struct PlannedBrownout(DateTimeOffset From, DateTimeOffset Until, NoticePicture Notice);
