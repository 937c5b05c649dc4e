using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Appeals;
using Digdir.Altinn.VendorRegistry.Audit;
using Digdir.Altinn.VendorRegistry.Cases;
using Digdir.Altinn.VendorRegistry.Concessions;
using Digdir.Altinn.VendorRegistry.Contacts;
using Digdir.Altinn.VendorRegistry.Evidence;
using Digdir.Altinn.VendorRegistry.GrainStates;
using Digdir.Altinn.VendorRegistry.Holds;
using Digdir.Altinn.VendorRegistry.Integrations;
using Digdir.Altinn.VendorRegistry.Levels;
using Digdir.Altinn.VendorRegistry.Maintenance;
using Digdir.Altinn.VendorRegistry.Notices;
using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Plans;
using Digdir.Altinn.VendorRegistry.Policies;
using Digdir.Altinn.VendorRegistry.Systems;
using Digdir.Altinn.VendorRegistry.Terms;
using Digdir.Altinn.VendorRegistry.Traffic;
using Digdir.Altinn.VendorRegistry.Vendors;
using Digdir.Altinn.VendorRegistry.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Digdir.Altinn.VendorRegistry.Storage;

/// <summary>
/// The registry's tables: one model, one thin context per database. Read it as you like; write only through a <see cref="RegistryChange"/>, which
/// audits (<see cref="GrainStates"/>, <see cref="Traffic"/> and what the outbox keeps, which nobody decided, have ways of their own). Used by one thread at a time.
/// </summary>
internal abstract class RegistryDb(DbContextOptions options) : DbContext(options)
{
    public DbSet<RegistryState> State => Set<RegistryState>();

    public DbSet<Vendor> Vendors => Set<Vendor>();

    public DbSet<Plan> Plans => Set<Plan>();

    public DbSet<VendorSystem> Systems => Set<VendorSystem>();

    public DbSet<Client> Clients => Set<Client>();

    public DbSet<TermsVersion> Terms => Set<TermsVersion>();

    public DbSet<Acceptance> Acceptances => Set<Acceptance>();

    public DbSet<Integration> Integrations => Set<Integration>();

    public DbSet<Hold> Holds => Set<Hold>();

    public DbSet<PolicySetting> Policies => Set<PolicySetting>();

    public DbSet<MaintenanceWindow> Maintenance => Set<MaintenanceWindow>();

    public DbSet<EvidenceRecord> Evidence => Set<EvidenceRecord>();

    public DbSet<BreachCase> Cases => Set<BreachCase>();

    public DbSet<Concession> Concessions => Set<Concession>();

    public DbSet<Appeal> Appeals => Set<Appeal>();

    public DbSet<Ceiling> Ceilings => Set<Ceiling>();

    public DbSet<ProtectedDays> ProtectedDays => Set<ProtectedDays>();

    public DbSet<ContactPoint> Contacts => Set<ContactPoint>();

    public DbSet<Announcement> Announcements => Set<Announcement>();

    public DbSet<Notice> Notices => Set<Notice>();

    public DbSet<Acknowledgement> Acknowledgements => Set<Acknowledgement>();

    public DbSet<ReminderRound> ReminderRounds => Set<ReminderRound>();

    public DbSet<Webhook> Webhooks => Set<Webhook>();

    public DbSet<Delivery> Deliveries => Set<Delivery>();

    public DbSet<ReceiverQueue> ReceiverQueues => Set<ReceiverQueue>();

    public DbSet<OutboxCursor> OutboxCursors => Set<OutboxCursor>();

    public DbSet<AuditEntry> Audit => Set<AuditEntry>();

    public DbSet<GrainState> GrainStates => Set<GrainState>();

    public DbSet<TrafficHour> Traffic => Set<TrafficHour>();

    public DbSet<TrafficNode> TrafficNodes => Set<TrafficNode>();

    /// <summary>Set while a <see cref="RegistryChange"/> writes; anything else that saves is a bug, because nothing would audit it.</summary>
    public bool IsChanging { get; set; }

    /// <summary>Makes the database what this program needs, safely when several programs start at once.</summary>
    public abstract Task MigrateAsync(CancellationToken cancellation);

    /// <summary>A transaction that sees one state of everything and blocks no writer.</summary>
    public abstract Task<IAsyncDisposable> BeginSnapshotAsync(CancellationToken cancellation);

    /// <summary>A transaction for one change; it waits at most some seconds for the one before it.</summary>
    public abstract Task<IDbContextTransaction> BeginWriteAsync(CancellationToken cancellation);

    public override int SaveChanges(bool acceptAllChangesOnSuccess) => throw new NotSupportedException("The registry saves asynchronously.");

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
        => IsChanging
            ? base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken)
            : throw new InvalidOperationException("Write through a RegistryChange, which audits.");

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) => RegistryModel.Build(modelBuilder);

    /// <summary>Migrates when something is pending, and makes the state row of a new database.</summary>
    protected async Task MigratePendingAsync(CancellationToken cancellation)
    {
        if ((await Database.GetPendingMigrationsAsync(cancellation)).Any())
        {
            await Database.MigrateAsync(cancellation);
        }

        if (!await State.AnyAsync(cancellation))
        {
            IsChanging = true;
            State.Add(new RegistryState { Epoch = Guid.NewGuid(), AuditHash = AuditChain.Start });
            await SaveChangesAsync(cancellation);
            IsChanging = false;
            ChangeTracker.Clear();
        }
    }
}
