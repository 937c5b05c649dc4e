using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Cases;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Evidence;

/// <summary>
/// Takes in what the detectors tell: keeps each piece of evidence once, and lets those that propose a case open one or join the one that is open. Told again,
/// it changes nothing, so whoever tells may repeat until it is heard. One per batch; used by one thread.
/// </summary>
internal sealed class EvidenceIntake(RegistryChanges registry)
{
    private const string Actor = "gateway";
    private const int MaxFigures = 128 * 1024;

    /// <summary>Keeps a vendor's events. When it returns, they are in the database.</summary>
    /// <exception cref="System.Data.Common.DbException">The database is out of reach: tell again later.</exception>
    public async Task TakeAsync(VendorId vendor, IReadOnlyList<ConductEvent> events, CancellationToken cancellation)
    {
        if (events.Count == 0)
        {
            return;
        }

        var number = vendor.ToString();
        await using var change = await registry.BeginAsync(Actor, "evidence.take", cancellation);
        var ids = events.Select(item => IdOf(number, item.Id)).ToList();
        var known = await change.Db.Evidence.Where(row => ids.Contains(row.Id)).Select(row => row.Id).ToHashSetAsync(cancellation);
        foreach (var item in events)
        {
            if (!known.Add(IdOf(number, item.Id)))
            {
                continue;
            }

            var at = DateTimeOffset.FromUnixTimeMilliseconds(item.At);
            var open = CaseOf(item) is { } kind ? await OpenCaseAsync(change, number, kind, item.Group?.Product, at, cancellation) : null;
            open?.Join(at);
            var record = change.Db.Evidence.Add(RecordOf(number, item, at, open?.Id)).Entity;

            Tell(change, number, item, record);
        }

        await registry.CommitAsync(change);
    }

    /// <summary>
    /// Tells the vendor, once: of a step the ladder tells several things, that the level changed and what is to be done about it, and all of them name the levels. In
    /// shadow nothing changed for the vendor.
    /// </summary>
    private static void Tell(RegistryChange change, string vendor, ConductEvent item, EvidenceRecord record)
    {
        switch (item)
        {
            case { Shadow: true }:
                return;
            case { Kind: ConductEventKind.LevelRisen or ConductEventKind.LevelFallen }:
                Announcement.Tell(change, AnnouncementKinds.LevelChanged, vendor, $"vendors/{vendor}/levels/{record.Product}/{record.ReadClass}", new
                {
                    record.Product,
                    record.ReadClass,
                    from = record.FromLevel,
                    to = record.ToLevel,
                    record.At,
                    record.Deadline,
                    evidence = record.Id,
                });
                return;
            case { Kind: ConductEventKind.Braked }:
                Announcement.Tell(change, AnnouncementKinds.BrakePulled, vendor, $"vendors/{vendor}/brake", new
                {
                    from = record.At,
                    until = record.Deadline,
                    perHour = Math.Floor(item.PerHour),
                    evidence = record.Id,
                });
                return;
            case { Kind: ConductEventKind.BrakeReleased }:
                Announcement.Tell(change, AnnouncementKinds.BrakeReleased, vendor, $"vendors/{vendor}/brake", new { record.At, evidence = record.Id });
                return;
        }
    }

    /// <summary>What kind of case an event proposes; null when none. Events in shadow propose none: nobody would have been judged by them.</summary>
    internal static CaseKind? CaseOf(ConductEvent item) => item switch
    {
        { Shadow: true } => null,
        { Kind: ConductEventKind.ScrapingProposed } => CaseKind.Scraping,
        { Kind: ConductEventKind.CaseProposed } => CaseKind.Polling,
        { Kind: ConductEventKind.Finding, Pattern.Pattern: Pattern.WrongInterface } => CaseKind.WrongInterface,
        _ => null,
    };

    /// <summary>
    /// The id an event is kept under. Grains number their events by time and a sequence of their own, so two of them that find something in the same
    /// millisecond may come to the same number; with the vendor in it, it is one of its own. The time stays in front, and ids in the order of events.
    /// </summary>
    internal static Guid IdOf(string vendor, Guid told)
    {
        Span<byte> seed = stackalloc byte[16 + 9];
        told.TryWriteBytes(seed, bigEndian: true, out _);
        Encoding.ASCII.GetBytes(vendor, seed[16..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(seed, hash);
        Span<byte> id = stackalloc byte[16];
        seed[..8].CopyTo(id);
        hash[..8].CopyTo(id[8..]);

        // The variant that RFC 9562 asks for.
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }

    private static async Task<BreachCase> OpenCaseAsync(
        RegistryChange change, string vendor, CaseKind kind, string? product, DateTimeOffset at, CancellationToken cancellation)
    {
        var open = change.Db.Cases.Local.FirstOrDefault(row => row.Vendor == vendor && row.Kind == kind && row.Product == product && row.State == CaseState.Proposed)
            ?? await change.Db.Cases.SingleOrDefaultAsync(
                row => row.Vendor == vendor && row.Kind == kind && row.Product == product && row.State == CaseState.Proposed, cancellation);
        return open ?? change.Db.Cases.Add(new BreachCase
        {
            Id = Guid.CreateVersion7(change.Now),
            Vendor = vendor,
            Kind = kind,
            Product = product,
            Clause = BreachCase.ClauseOf(kind),
            ProposedAt = Instants.Whole(at),
        }).Entity;
    }

    private static EvidenceRecord RecordOf(string vendor, ConductEvent item, DateTimeOffset at, Guid? belongsTo) => new()
    {
        Id = IdOf(vendor, item.Id),
        Vendor = vendor,
        At = Instants.Whole(at),
        Kind = (EvidenceKind)item.Kind,
        Product = item.Group?.Product,
        ReadClass = item.Group is { } group ? JsonNamingPolicy.CamelCase.ConvertName(group.Class.ToString()) : null,
        FromLevel = item.From == item.To ? null : JsonNamingPolicy.CamelCase.ConvertName(item.From.ToString()),
        ToLevel = item.From == item.To ? null : JsonNamingPolicy.CamelCase.ConvertName(item.To.ToString()),
        Shadow = item.Shadow,
        Deadline = item.Deadline > 0 ? Instants.Whole(DateTimeOffset.FromUnixTimeMilliseconds(item.Deadline)) : null,
        Finding = FindingOf(item),
        Figures = FiguresOf(item),
        Case = belongsTo,
    };

    private static string? FindingOf(ConductEvent item)
        => item.Pattern is { } found ? JsonNamingPolicy.KebabCaseLower.ConvertName(found.Pattern.ToString())
        : item.Scraping is { } proposed ? string.Join(' ', proposed.Subject.Signals.Where(signal => signal.Weight > 0).Select(signal => signal.Signal))
        : null;

    private static string FiguresOf(ConductEvent item)
    {
        var text = JsonSerializer.Serialize(new EvidenceFigures(item.Cause, item.Figures, item.Pattern, item.Scraping, item.PerHour > 0 ? item.PerHour : null, item.Overrun), EvidenceJson.Options);
        return text.Length <= MaxFigures ? text : "{\"tooLarge\":true}";
    }
}
