using System.Globalization;
using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Audit;

/// <summary>The audit log in the admin API: read, exported per vendor, verified. Nothing here writes.</summary>
internal static class AuditApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var audit = api.MapGroup("/audit").WithTags("Audit").RequireAuthorization(OperatorRoles.MayAudit);
        audit.MapGet("/", ListAsync).WithSummary("Read the audit log, oldest first; all of it or one vendor's");
        audit.MapGet("/export", ExportAsync).WithMetadata(new Shows(Answer: AuditView.Example)).WithSummary("Export one vendor's audit log, one JSON document a line").Produces<string>(StatusCodes.Status200OK, "application/x-ndjson");
        audit.MapGet("/verification", VerifyAsync).WithSummary("Verify the audit log's chain of hashes");
    }

    private static async Task<Results<Ok<Page<AuditView>>, Refused>> ListAsync(
        RegistryChanges registry, CancellationToken cancellation, string? vendor = null, string? cursor = null, int? limit = null)
    {
        if (PageRequest.TryRead(cursor, limit, out var page) is { } bad)
        {
            return new Refused(bad);
        }

        var after = 0L;
        if (page.After is { } text && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            return new Refused(PageRequest.BadCursor);
        }

        if (vendor is not null && !Grains.VendorId.TryParse(vendor, out _))
        {
            return new Refused(Problems.Invalid("vendor", new("Må være et gyldig organisasjonsnummer.", "Must be a valid organisation number.")));
        }

        var query = registry.Db.Audit.AsNoTracking().Where(entry => entry.Sequence > after);
        if (vendor is not null)
        {
            query = query.Where(entry => entry.Vendor == vendor);
        }

        var rows = await query.OrderBy(entry => entry.Sequence).Take(page.Limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(page.Of(rows, AuditView.Of, entry => entry.Sequence.ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task<IResult> ExportAsync(HttpContext context, RegistryChanges registry, CancellationToken cancellation, string? vendor = null)
    {
        if (vendor is null || !Grains.VendorId.TryParse(vendor, out _))
        {
            return new Refused(Problems.Invalid("vendor", new("Må være et gyldig organisasjonsnummer.", "Must be a valid organisation number.")));
        }

        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"audit-{vendor}.ndjson\"";
        await foreach (var entry in registry.Db.Audit.AsNoTracking().Where(entry => entry.Vendor == vendor).OrderBy(entry => entry.Sequence).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            await JsonSerializer.SerializeAsync(context.Response.Body, AuditView.Of(entry), AdminJson.Options, cancellation);
            await context.Response.Body.WriteAsync("\n"u8.ToArray(), cancellation);
        }

        return Results.Empty;
    }

    private static async Task<Results<Ok<AuditVerification>, Refused>> VerifyAsync(
        RegistryChanges registry, CancellationToken cancellation, long? sequence = null, string? hash = null)
    {
        if ((sequence is null) != (hash is null))
        {
            return new Refused(Problems.Invalid("hash", new("Oppgi både «sequence» og «hash», eller ingen av dem.", "Give both \"sequence\" and \"hash\", or neither.")));
        }

        await using var snapshot = await registry.Db.BeginSnapshotAsync(cancellation);
        var state = await registry.Db.State.AsNoTracking().SingleAsync(cancellation);
        var verifier = new AuditVerifier();
        bool? holdsAnchor = sequence is null ? null : sequence == 0;
        await foreach (var entry in registry.Db.Audit.AsNoTracking().OrderBy(entry => entry.Sequence).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            verifier.Next(entry);
            if (entry.Sequence == sequence)
            {
                holdsAnchor = string.Equals(Convert.ToHexStringLower(entry.Hash), hash, StringComparison.OrdinalIgnoreCase);
            }
        }

        verifier.End(state.AuditSequence, state.AuditHash);
        return TypedResults.Ok(new AuditVerification(
            verifier.BrokenAt is null && holdsAnchor != false, verifier.Entries, Convert.ToHexStringLower(verifier.Head.Span), verifier.BrokenAt, verifier.Break, holdsAnchor));
    }
}

/// <summary>One entry of the audit log.</summary>
/// <param name="Sequence">1 for the first; no gaps.</param>
/// <param name="At">When.</param>
/// <param name="Actor">The operator's id.</param>
/// <param name="Action">What was done.</param>
/// <param name="Subject">To what.</param>
/// <param name="Vendor">The vendor it concerns, if one.</param>
/// <param name="Change">What changed: each field with from and to.</param>
/// <param name="PreviousHash">SHA-256 of the entry before, as hex.</param>
/// <param name="Hash">SHA-256 of this entry, as hex.</param>
internal sealed record AuditView(
    long Sequence, DateTimeOffset At, string Actor, string Action, string Subject, string? Vendor, JsonElement Change, string PreviousHash, string Hash)
    : IExample<AuditView>
{
    public static AuditView Example { get; } = OfFirst(new AuditEntry
    {
        Sequence = 1,
        At = Examples.At,
        Actor = "operator-1",
        Action = "vendors.register",
        Subject = $"vendors/{Examples.Vendor}",
        Vendor = Examples.Vendor,
        Change = """{"name":{"from":null,"to":"Regnskap AS"}}""",
        PreviousHash = AuditChain.Start,
    });

    public static AuditView Of(AuditEntry entry)
    {
        using var change = JsonDocument.Parse(entry.Change);
        return new AuditView(
            entry.Sequence, entry.At, entry.Actor, entry.Action, entry.Subject, entry.Vendor, change.RootElement.Clone(),
            Convert.ToHexStringLower(entry.PreviousHash), Convert.ToHexStringLower(entry.Hash));
    }

    private static AuditView OfFirst(AuditEntry entry) => Of(entry) with { Hash = Convert.ToHexStringLower(AuditChain.HashOf(entry)) };
}

/// <summary>What verifying the audit log found.</summary>
/// <param name="IsIntact">True when the whole chain holds, and the anchor too when one was given.</param>
/// <param name="Entries">How many entries hold, from the first.</param>
/// <param name="Head">Hash of the last of them. Note it elsewhere: given back with its sequence number it shows that history was not rewritten as a whole.</param>
/// <param name="BrokenAt">The first entry that does not hold.</param>
/// <param name="Break"><c>missing</c>, <c>altered</c>, <c>unlinked</c> or <c>foreign</c>.</param>
/// <param name="HoldsAnchor">Whether the entry with the given sequence number has the given hash; null when none was given.</param>
internal sealed record AuditVerification(bool IsIntact, long Entries, string Head, long? BrokenAt, string? Break, bool? HoldsAnchor) : IExample<AuditVerification>
{
    public static AuditVerification Example { get; } = new(IsIntact: true, AuditView.Example.Sequence, AuditView.Example.Hash, BrokenAt: null, Break: null, HoldsAnchor: null);
}
