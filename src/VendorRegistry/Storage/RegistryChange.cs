using System.Reflection;
using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage;

namespace Digdir.Altinn.VendorRegistry.Storage;

/// <summary>
/// One change of the registry: one transaction in which rows, audit entries and the feed's version change together or not at all. It holds the
/// state row's lock from the start, so changes follow one another on every database and from every process: what is read inside is what is
/// changed, the audit chain cannot fork and versions appear in order. Used by one thread.
/// </summary>
internal sealed class RegistryChange : IAsyncDisposable
{
    private readonly IDbContextTransaction _transaction;
    private readonly RegistryState _before;
    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);
    private readonly List<(string Subject, string Change)> _notes = [];
    private readonly string _actor;
    private readonly string _action;

    private RegistryChange(RegistryDb db, IDbContextTransaction transaction, RegistryState before, string actor, string action, DateTimeOffset now)
    {
        Db = db;
        _transaction = transaction;
        _before = before;
        _actor = actor;
        _action = action;
        Now = now;
    }

    public RegistryDb Db { get; }

    /// <summary>The instant of the change: whole milliseconds, UTC.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The registry's version once this change is committed.</summary>
    public long Version => _before.Version + 1;

    public static async Task<RegistryChange> BeginAsync(RegistryDb db, string actor, string action, DateTimeOffset now, CancellationToken cancellation)
    {
        var transaction = await db.BeginWriteAsync(cancellation);
        try
        {
            await db.State.ExecuteUpdateAsync(set => set.SetProperty(row => row.Version, row => row.Version + 1), cancellation);
            var after = await db.State.AsNoTracking().SingleAsync(cancellation);
            var before = new RegistryState { Epoch = after.Epoch, Version = after.Version - 1, AuditSequence = after.AuditSequence, AuditHash = after.AuditHash };
            return new RegistryChange(db, transaction, before, actor, action, Instants.Whole(now));
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    /// <summary>Counts the picture of the vendor that a row leaves as changed, although no row names that vendor any more.</summary>
    public void TouchIfMoved(string from, string to)
    {
        if (from != to)
        {
            _touched.Add(from);
        }
    }

    /// <summary>Has the audit log tell how many rows of a kind went because their time was over: one entry for all of them, since what they held is to be gone.</summary>
    /// <param name="subject">What the entry is about.</param>
    /// <param name="counts">How many of each.</param>
    public void NoteLapse(string subject, params ReadOnlySpan<(string Kind, long Count)> counts)
    {
        var some = counts.ToArray();
        _notes.Add((subject, CanonicalJson.Write(json =>
        {
            json.WriteStartObject();
            foreach (var (kind, count) in some)
            {
                json.WriteStartObject(kind);
                json.WriteNumber("from", count);
                json.WriteNumber("to", 0);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        })));
    }

    /// <summary>Writes what was changed on the entities, with its audit entries. False, and nothing written, when nothing was changed.</summary>
    public async Task<bool> CommitAsync(CancellationToken cancellation)
    {
        var changed = Db.ChangeTracker.Entries<IAudited>()
            .Where(entry => entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)
            .ToList();
        if (changed.Count + _notes.Count == 0)
        {
            return false;
        }

        var (sequence, hash) = Append(changed);
        foreach (var entry in changed)
        {
            if (entry.Entity is IRevised revised)
            {
                revised.Revision = Version;
            }

            if (entry.Entity.OfVendor is { } vendor)
            {
                _touched.Add(vendor);
            }
        }

        Db.IsChanging = true;
        try
        {
            await Db.SaveChangesAsync(cancellation);
        }
        finally
        {
            Db.IsChanging = false;
        }

        foreach (var vendors in _touched.Chunk(500))
        {
            await Db.Vendors.Where(vendor => vendors.Contains(vendor.Number))
                .ExecuteUpdateAsync(set => set.SetProperty(vendor => vendor.PictureVersion, Version), cancellation);
        }

        await Db.State.ExecuteUpdateAsync(set => set.SetProperty(row => row.AuditSequence, sequence).SetProperty(row => row.AuditHash, hash), cancellation);
        await _transaction.CommitAsync(cancellation);
        return true;
    }

    public ValueTask DisposeAsync() => _transaction.DisposeAsync();

    private (long Sequence, byte[] Hash) Append(List<EntityEntry<IAudited>> changed)
    {
        var (sequence, hash) = (_before.AuditSequence, _before.AuditHash);
        foreach (var row in changed)
        {
            Add(row.Entity.Subject, row.Entity.OfVendor, ChangeOf(row));
        }

        foreach (var (subject, change) in _notes)
        {
            Add(subject, null, change);
        }

        return (sequence, hash);

        void Add(string subject, string? vendor, string change)
        {
            var open = new AuditEntry
            {
                Sequence = ++sequence,
                At = Now,
                Actor = _actor,
                Action = _action,
                Subject = subject,
                Vendor = vendor,
                Change = change,
                PreviousHash = hash,
            };
            hash = AuditChain.HashOf(open);
            Db.Audit.Add(new AuditEntry
            {
                Sequence = open.Sequence,
                At = open.At,
                Actor = open.Actor,
                Action = open.Action,
                Subject = open.Subject,
                Vendor = open.Vendor,
                Change = open.Change,
                PreviousHash = open.PreviousHash,
                Hash = hash,
            });
        }
    }

    /// <summary>Every field that changed, from and to; the registry's own bookkeeping is left out, and so is what personal fields hold.</summary>
    private static string ChangeOf(EntityEntry row) => CanonicalJson.Write(json =>
    {
        json.WriteStartObject();
        foreach (var property in row.Properties
            .Where(property => property.Metadata.Name is not ("Revision" or "PictureVersion" or "SearchName"))
            .Where(property => row.State != EntityState.Modified || property.IsModified)
            .OrderBy(property => property.Metadata.Name, StringComparer.Ordinal))
        {
            var from = row.State == EntityState.Added ? null : property.OriginalValue;
            var to = row.State == EntityState.Deleted ? null : property.CurrentValue;
            if (Equals(from, to))
            {
                continue;
            }

            json.WriteStartObject(JsonNamingPolicy.CamelCase.ConvertName(property.Metadata.Name));
            json.WritePropertyName("from");
            WriteValue(json, KeptOf(property.Metadata.PropertyInfo, from));
            json.WritePropertyName("to");
            WriteValue(json, KeptOf(property.Metadata.PropertyInfo, to));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    /// <summary>What the log, which is never erased, may keep of a value.</summary>
    private static object? KeptOf(PropertyInfo? property, object? value)
        => property is null || value is null ? value
        : property.IsDefined(typeof(PersonalAttribute), inherit: false) ? PersonalAttribute.Instead
        : property.IsDefined(typeof(LapsingAttribute), inherit: false) && value is string text ? LapsingAttribute.DigestOf(text)
        : value;

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case DateTimeOffset instant:
                json.WriteStringValue(instant.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ"));
                break;
            case Enum named:
                json.WriteStringValue(JsonNamingPolicy.CamelCase.ConvertName(named.ToString()));
                break;
            case Guid id:
                json.WriteStringValue(id);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            default:
                throw new NotSupportedException($"The audit log has no spelling for {value.GetType()}.");
        }
    }
}
