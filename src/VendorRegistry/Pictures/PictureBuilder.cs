using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Digdir.Altinn.Grains;
using Digdir.Altinn.VendorRegistry.Appeals;
using Digdir.Altinn.VendorRegistry.Holds;
using Digdir.Altinn.VendorRegistry.Levels;
using Digdir.Altinn.VendorRegistry.Notices;
using Digdir.Altinn.VendorRegistry.Plans;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Pictures;

/// <summary>Makes pictures from the database, reading only what changed since the picture at hand.</summary>
internal static class PictureBuilder
{
    /// <summary>Holds and windows that ended this long ago are left out; until then nodes with slow clocks still see them.</summary>
    private static readonly TimeSpan Tidy = TimeSpan.FromHours(1);

    /// <summary>
    /// As many changed vendors as are asked for by number. The database then looks each of them up; told to find out by itself which they are, it may go through
    /// whole tables. Beyond it going through them is what is needed.
    /// </summary>
    private const int Few = 500;

    /// <summary>A fresh start is told for so long that every grain that was asleep has woken up or forgotten by itself.</summary>
    private static readonly TimeSpan ResetsKept = TimeSpan.FromDays(120);

    /// <summary>The database's picture. Returns <paramref name="current"/> itself when nothing changed since.</summary>
    public static async Task<RegistryPicture> BuildAsync(RegistryDb db, RegistryPicture current, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var snapshot = await db.BeginSnapshotAsync(cancellation);
        var state = await db.State.AsNoTracking().SingleAsync(cancellation);
        if (state.Epoch == current.Epoch && state.Version == current.Version)
        {
            return current;
        }

        // A database that is behind the picture was put back from a backup: start over.
        var after = state.Epoch == current.Epoch && state.Version > current.Version ? current.Version : -1;
        var changed = await VendorsAsync(db, after, now, cancellation);
        var policies = await db.Policies.AsNoTracking().ToListAsync(cancellation);
        var tidy = Instants.Whole(now - Tidy);
        var windows = await db.Maintenance.AsNoTracking()
            .Where(window => window.EndedAt == null && (window.Until == null || window.Until > tidy))
            .OrderBy(window => window.From).ToListAsync(cancellation);
        var ceiling = await db.Ceilings.AsNoTracking().SingleOrDefaultAsync(row => row.Vendor == Ceiling.Everyone, cancellation);
        var days = await db.ProtectedDays.AsNoTracking().Where(row => row.Until > tidy).OrderBy(row => row.From).ToListAsync(cancellation);
        var terms = await db.Terms.AsNoTracking().OrderBy(version => version.InForceFrom).ToListAsync(cancellation);
        var (notices, noticesVersion) = await NoticePictures.ReadAsync(db, after < 0 ? RegistryPicture.Empty : current, now, cancellation);
        return new RegistryPicture
        {
            Epoch = state.Epoch,
            Version = state.Version,
            Vendors = after < 0 ? changed.ToFrozenDictionary(vendor => vendor.Id) : PictureMessage.Merge(current.Vendors, changed),
            Policies = policies.ToFrozenDictionary(policy => new PolicyKey(policy.Policy, policy.Environment), policy => policy.Mode),
            Maintenance = [.. windows.Select(window => new MaintenancePicture(
                window.Id, window.Environment, window.Product, window.From, window.Until, window.ReasonNb, window.ReasonEn, window.Notice))],
            Terms = [.. terms.Select(version => new TermsPicture(version.Version, version.InForceFrom, version.AcceptanceDue))],
            Ceiling = ceiling?.Level,
            Protected = [.. days.Select(row => new ProtectedPicture(row.From, row.Until))],
            Notices = notices,
            NoticesVersion = noticesVersion,
        };
    }

    private static async Task<List<VendorPicture>> VendorsAsync(RegistryDb db, long after, DateTimeOffset now, CancellationToken cancellation)
    {
        var vendors = await db.Vendors.AsNoTracking().Where(vendor => vendor.PictureVersion > after).ToListAsync(cancellation);
        if (vendors.Count == 0)
        {
            return [];
        }

        var numbers = vendors.ConvertAll(vendor => vendor.Number);
        var changed = numbers.Count <= Few
            ? db.Vendors.Where(vendor => EF.Parameter(numbers).Contains(vendor.Number)).Select(vendor => vendor.Number)
            : db.Vendors.Where(vendor => vendor.PictureVersion > after).Select(vendor => vendor.Number);
        var tidy = Instants.Whole(now - Tidy);
        var plans = (await db.Plans.AsNoTracking().Where(row => changed.Contains(row.Vendor)).ToListAsync(cancellation)).ToDictionary(row => row.Vendor, StringComparer.Ordinal);
        var systems = (await db.Systems.AsNoTracking().Where(row => !row.IsDeleted && changed.Contains(row.Vendor))
            .Select(row => new { row.Vendor, row.Id }).ToListAsync(cancellation)).ToLookup(row => row.Vendor, row => row.Id, StringComparer.Ordinal);
        var clients = (await db.Clients.AsNoTracking().Where(row => changed.Contains(row.Vendor)).ToListAsync(cancellation)).ToLookup(row => row.Vendor, StringComparer.Ordinal);
        var integrations = (await db.Integrations.AsNoTracking().Where(row => row.EndedAt == null && changed.Contains(row.Vendor))
            .Select(row => new { row.Vendor, row.Product, row.Environment, row.System }).ToListAsync(cancellation)).ToLookup(row => row.Vendor, StringComparer.Ordinal);
        var holds = (await db.Holds.AsNoTracking()
            .Where(row => row.LiftedAt == null && (row.Until == null || row.Until > tidy) && changed.Contains(row.Vendor))
            .OrderBy(row => row.PutAt).ThenBy(row => row.Id).ToListAsync(cancellation)).ToLookup(row => row.Vendor, StringComparer.Ordinal);
        var acceptances = (await db.Acceptances.AsNoTracking().Where(row => changed.Contains(row.Vendor))
            .OrderBy(row => row.AcceptedAt).ToListAsync(cancellation)).ToLookup(row => row.Vendor, StringComparer.Ordinal);

        var conduct = await ConductAsync(db, changed, now, cancellation);
        return vendors.ConvertAll(vendor => new VendorPicture
        {
            Id = VendorId.Parse(vendor.Number),
            Name = vendor.Name,
            Version = vendor.PictureVersion,
            Clients = clients[vendor.Number].ToFrozenDictionary(client => client.Id, client => client.System, StringComparer.Ordinal),
            Systems = systems[vendor.Number].ToFrozenSet(StringComparer.Ordinal),
            Integrations = [.. integrations[vendor.Number].Select(row => new IntegrationPicture(row.Product, row.Environment, row.System))],
            Holds = [.. holds[vendor.Number].Select(PictureOf)],
            Acceptances = [.. acceptances[vendor.Number].Select(row => new AcceptancePicture(row.Version, row.AcceptedAt))],
            Plan = plans.GetValueOrDefault(vendor.Number) is { } plan ? PictureOf(plan) : null,
            Conduct = conduct(vendor.Number),
        });
    }

    private static async Task<Func<string, ConductPicture>> ConductAsync(RegistryDb db, IQueryable<string> changed, DateTimeOffset now, CancellationToken cancellation)
    {
        var tidy = Instants.Whole(now - Tidy);
        var forgotten = Instants.Whole(now - ResetsKept);
        var ceilings = (await db.Ceilings.AsNoTracking().Where(row => changed.Contains(row.Vendor)).ToListAsync(cancellation)).ToDictionary(row => row.Vendor, StringComparer.Ordinal);
        var concessions = (await db.Concessions.AsNoTracking()
            .Where(row => row.WithdrawnAt == null && row.Until > tidy && changed.Contains(row.Vendor))
            .OrderBy(row => row.Id).ToListAsync(cancellation)).ToLookup(row => row.Vendor, StringComparer.Ordinal);
        var appeals = (await db.Appeals.AsNoTracking()
            .Where(row => changed.Contains(row.Vendor)
                && ((row.State == AppealState.Open && row.FrozenUntil > tidy) || (row.State == AppealState.FalsePositive && row.DecidedAt > forgotten)))
            .OrderBy(row => row.Id).ToListAsync(cancellation)).ToLookup(row => row.Vendor, StringComparer.Ordinal);
        return vendor => new ConductPicture
        {
            Ceiling = ceilings.GetValueOrDefault(vendor)?.Level,
            Concessions = [.. concessions[vendor].Select(row => new ConcessionPicture(row.Kind, row.Product, row.From, row.Until, row.Factor))],
            Freezes = [.. appeals[vendor].Where(row => row.State == AppealState.Open).Select(row => new FreezePicture(row.Product, row.FrozenUntil))],
            Resets = [.. appeals[vendor].Where(row => row.State == AppealState.FalsePositive).Select(row => new ResetPicture(row.Product, row.DecidedAt.GetValueOrDefault()))],
        } is { IsNone: false } conduct ? conduct : ConductPicture.None;
    }

    private static HoldPicture PictureOf(Hold hold) => new(
        hold.Id,
        JsonNamingPolicy.CamelCase.ConvertName(hold.Ground.ToString()),
        hold.Clause,
        hold.Until,
        hold.System,
        hold.Client,
        hold.Customer is null ? null : OrganisationNumber.Parse(hold.Customer),
        hold.Product,
        hold.Environment)
    { From = hold.From };

    private static PlanPicture PictureOf(Plan plan) => new(plan.Rate, plan.Burst, plan.RatePerCustomer, plan.MaxRate);
}
