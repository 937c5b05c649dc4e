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

namespace Digdir.Altinn.VendorRegistry.Storage;

/// <summary>How the registry's things lie in tables; the same on every database.</summary>
internal static class RegistryModel
{
    private const int NumberLength = 9;
    private const int HashLength = 32;

    public static void Build(ModelBuilder model)
    {
        model.Entity<RegistryState>(state =>
        {
            state.ToTable("registry_state");
            state.HasKey(row => row.Id);
            state.Property(row => row.Id).ValueGeneratedNever();
            state.Property(row => row.AuditHash).HasMaxLength(HashLength);
        });
        model.Entity<Vendor>(vendor =>
        {
            vendor.ToTable("vendors");
            vendor.HasKey(row => row.Number);
            vendor.Property(row => row.Number).HasMaxLength(NumberLength);
            vendor.Property(row => row.Name).HasMaxLength(Lengths.Name);
            vendor.Property(row => row.SearchName).HasMaxLength(Lengths.Name);
            vendor.HasIndex(row => row.PictureVersion);
            vendor.Property(row => row.Revision).IsConcurrencyToken();
        });
        model.Entity<Plan>(plan =>
        {
            plan.ToTable("plans");
            plan.HasKey(row => row.Vendor);
            OfVendor(plan, nameof(Plan.Vendor));
            plan.Property(row => row.Revision).IsConcurrencyToken();
        });
        model.Entity<VendorSystem>(system =>
        {
            system.ToTable("systems");
            system.HasKey(row => row.Id);
            system.Property(row => row.Id).HasMaxLength(Lengths.Id);
            OfVendor(system, nameof(VendorSystem.Vendor));
            system.Property(row => row.NameNb).HasMaxLength(Lengths.Name);
            system.Property(row => row.NameNn).HasMaxLength(Lengths.Name);
            system.Property(row => row.NameEn).HasMaxLength(Lengths.Name);
        });
        model.Entity<Client>(client =>
        {
            client.ToTable("clients");
            client.HasKey(row => row.Id);
            client.Property(row => row.Id).HasMaxLength(Lengths.Id);
            OfVendor(client, nameof(Client.Vendor));
            client.Property(row => row.System).HasMaxLength(Lengths.Id);
            client.HasOne<VendorSystem>().WithMany().HasForeignKey(row => row.System).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<TermsVersion>(terms =>
        {
            terms.ToTable("terms");
            terms.HasKey(row => row.Version);
            terms.Property(row => row.Version).HasMaxLength(Lengths.Version);
            terms.HasIndex(row => row.InForceFrom).IsUnique();
            terms.Property(row => row.ChangeLogNb).HasMaxLength(Lengths.Long);
            terms.Property(row => row.ChangeLogEn).HasMaxLength(Lengths.Long);
            terms.Property(row => row.Revision).IsConcurrencyToken();
        });
        model.Entity<Acceptance>(acceptance =>
        {
            acceptance.ToTable("acceptances");
            acceptance.HasKey(row => row.Id);
            acceptance.Property(row => row.Id).ValueGeneratedNever();
            OfVendor(acceptance, nameof(Acceptance.Vendor));
            acceptance.HasOne<TermsVersion>().WithMany().HasForeignKey(row => row.Version).OnDelete(DeleteBehavior.Restrict);
            acceptance.HasIndex(row => new { row.Vendor, row.Version }).IsUnique();
            acceptance.Property(row => row.Representative).HasMaxLength(Lengths.Id);
        });
        model.Entity<Integration>(integration =>
        {
            integration.ToTable("integrations");
            integration.HasKey(row => row.Id);
            integration.Property(row => row.Id).ValueGeneratedNever();
            OfVendor(integration, nameof(Integration.Vendor));
            integration.Property(row => row.Product).HasMaxLength(Lengths.Product);
            integration.Property(row => row.System).HasMaxLength(Lengths.Id);
            integration.Property(row => row.Purpose).HasMaxLength(Lengths.Long);
            integration.HasIndex(row => new { row.Vendor, row.Product, row.Environment });
            integration.Property(row => row.Revision).IsConcurrencyToken();
        });
        model.Entity<Hold>(hold =>
        {
            hold.ToTable("holds");
            hold.HasKey(row => row.Id);
            hold.Property(row => row.Id).ValueGeneratedNever();
            OfVendor(hold, nameof(Hold.Vendor));
            hold.Property(row => row.Clause).HasMaxLength(Lengths.Version);
            hold.Property(row => row.Reason).HasMaxLength(Lengths.Long);
            hold.Property(row => row.PutBy).HasMaxLength(Lengths.Id);
            hold.Property(row => row.System).HasMaxLength(Lengths.Id);
            hold.Property(row => row.Client).HasMaxLength(Lengths.Id);
            hold.Property(row => row.Customer).HasMaxLength(NumberLength);
            hold.Property(row => row.Product).HasMaxLength(Lengths.Product);
            hold.Property(row => row.LiftedBy).HasMaxLength(Lengths.Id);
            hold.Property(row => row.LiftReason).HasMaxLength(Lengths.Long);
            hold.Ignore(row => row.Scope);
            hold.HasIndex(row => new { row.Vendor, row.LiftedAt });
        });
        model.Entity<PolicySetting>(policy =>
        {
            policy.ToTable("policies");
            policy.HasKey(row => new { row.Policy, row.Environment });
            policy.Property(row => row.Policy).HasMaxLength(Lengths.Product);
            policy.Property(row => row.Reason).HasMaxLength(Lengths.Long);
            policy.Property(row => row.Revision).IsConcurrencyToken();
        });
        model.Entity<MaintenanceWindow>(window =>
        {
            window.ToTable("maintenance");
            window.HasKey(row => row.Id);
            window.Property(row => row.Id).ValueGeneratedNever();
            window.Property(row => row.Product).HasMaxLength(Lengths.Product);
            window.Property(row => row.ReasonNb).HasMaxLength(Lengths.Long);
            window.Property(row => row.ReasonEn).HasMaxLength(Lengths.Long);
            window.HasIndex(row => row.From);
            window.Property(row => row.Revision).IsConcurrencyToken();
        });
        // Detectors tell of whoever calls: evidence and cases need no registered vendor.
        model.Entity<EvidenceRecord>(evidence =>
        {
            evidence.ToTable("evidence");
            evidence.HasKey(row => row.Id);
            evidence.Property(row => row.Id).ValueGeneratedNever();
            evidence.Property(row => row.Vendor).HasMaxLength(NumberLength);
            evidence.Property(row => row.Product).HasMaxLength(Lengths.Product);
            evidence.Property(row => row.ReadClass).HasMaxLength(Lengths.Product);
            evidence.Property(row => row.FromLevel).HasMaxLength(Lengths.Product);
            evidence.Property(row => row.ToLevel).HasMaxLength(Lengths.Product);
            evidence.Property(row => row.Finding).HasMaxLength(Lengths.Name);
            evidence.HasOne<BreachCase>().WithMany().HasForeignKey(row => row.Case).OnDelete(DeleteBehavior.Restrict);
            evidence.HasIndex(row => new { row.Vendor, row.At });
        });
        model.Entity<BreachCase>(breach =>
        {
            breach.ToTable("cases");
            breach.HasKey(row => row.Id);
            breach.Property(row => row.Id).ValueGeneratedNever();
            breach.Property(row => row.Vendor).HasMaxLength(NumberLength);
            breach.Property(row => row.Product).HasMaxLength(Lengths.Product);
            breach.Property(row => row.Clause).HasMaxLength(Lengths.Version);
            breach.Property(row => row.DecidedBy).HasMaxLength(Lengths.Id);
            breach.Property(row => row.Reason).HasMaxLength(Lengths.Long);
            breach.HasIndex(row => new { row.Vendor, row.State });
            breach.Property(row => row.Revision).IsConcurrencyToken();
        });
        model.Entity<Concession>(concession =>
        {
            concession.ToTable("concessions");
            concession.HasKey(row => row.Id);
            concession.Property(row => row.Id).ValueGeneratedNever();
            OfVendor(concession, nameof(Concession.Vendor));
            concession.Property(row => row.Product).HasMaxLength(Lengths.Product);
            concession.Property(row => row.Reason).HasMaxLength(Lengths.Long);
            concession.Property(row => row.GivenBy).HasMaxLength(Lengths.Id);
            concession.Property(row => row.WithdrawnBy).HasMaxLength(Lengths.Id);
            concession.HasIndex(row => new { row.Vendor, row.Until });
        });
        model.Entity<Appeal>(appeal =>
        {
            appeal.ToTable("appeals");
            appeal.HasKey(row => row.Id);
            appeal.Property(row => row.Id).ValueGeneratedNever();
            OfVendor(appeal, nameof(Appeal.Vendor));
            appeal.Property(row => row.Product).HasMaxLength(Lengths.Product);
            appeal.Property(row => row.Statement).HasMaxLength(Lengths.Long);
            appeal.Property(row => row.MadeBy).HasMaxLength(Lengths.Id);
            appeal.Property(row => row.DecidedBy).HasMaxLength(Lengths.Id);
            appeal.Property(row => row.Answer).HasMaxLength(Lengths.Long);
            appeal.HasIndex(row => new { row.Vendor, row.MadeAt });
            appeal.Property(row => row.Revision).IsConcurrencyToken();
        });
        model.Entity<Ceiling>(ceiling =>
        {
            ceiling.ToTable("ceilings");
            ceiling.HasKey(row => row.Vendor);
            ceiling.Property(row => row.Vendor).HasMaxLength(NumberLength);
            ceiling.Property(row => row.Reason).HasMaxLength(Lengths.Long);
            ceiling.Property(row => row.Revision).IsConcurrencyToken();
        });
        model.Entity<ProtectedDays>(days =>
        {
            days.ToTable("protected_days");
            days.HasKey(row => row.Id);
            days.Property(row => row.Id).ValueGeneratedNever();
            days.Property(row => row.Name).HasMaxLength(Lengths.Name);
            days.HasIndex(row => row.Until);
        });
        model.Entity<ContactPoint>(contact =>
        {
            contact.ToTable("contacts");
            contact.HasKey(row => row.Id);
            contact.Property(row => row.Id).ValueGeneratedNever();
            OfVendor(contact, nameof(ContactPoint.Vendor));
            contact.Property(row => row.Address).HasMaxLength(EmailAddress.MaxLength);
            contact.Property(row => row.AddressHash).HasMaxLength(2 * HashLength);
            contact.Property(row => row.Function).HasMaxLength(Lengths.Name);
            contact.Property(row => row.Topics).HasMaxLength(Lengths.Name);
            contact.HasIndex(row => new { row.Vendor, row.Address }).IsUnique();
            contact.Property(row => row.Revision).IsConcurrencyToken();
        });
        model.Entity<AuditEntry>(entry =>
        {
            entry.ToTable("audit");
            entry.HasKey(row => row.Sequence);
            entry.Property(row => row.Sequence).ValueGeneratedNever();
            entry.Property(row => row.Actor).HasMaxLength(Lengths.Id);
            entry.Property(row => row.Action).HasMaxLength(Lengths.Product);
            entry.Property(row => row.Subject).HasMaxLength(2 * Lengths.Id);
            entry.Property(row => row.Vendor).HasMaxLength(NumberLength);
            entry.Property(row => row.PreviousHash).HasMaxLength(HashLength);
            entry.Property(row => row.Hash).HasMaxLength(HashLength);
            entry.HasIndex(row => new { row.Vendor, row.Sequence });
        });
        model.Entity<Announcement>(announcement =>
        {
            announcement.ToTable("announcements");
            announcement.HasKey(row => row.Sequence);
            announcement.Property(row => row.Sequence).ValueGeneratedOnAdd();
            announcement.HasIndex(row => row.Id).IsUnique();
            announcement.Property(row => row.Kind).HasMaxLength(Lengths.Product);
            announcement.Property(row => row.Vendor).HasMaxLength(NumberLength);
            announcement.Property(row => row.Subject).HasMaxLength(2 * Lengths.Id);
            announcement.HasIndex(row => new { row.Vendor, row.Sequence });
        });
        NoticeModel.Build(model);
        model.Entity<GrainState>(grain =>
        {
            grain.ToTable("grain_states");
            grain.HasKey(row => row.Vendor);
            grain.Property(row => row.Vendor).HasMaxLength(NumberLength);
            grain.Property(row => row.Epoch).ValueGeneratedNever();
            grain.Property(row => row.StateHash).HasMaxLength(HashLength);
        });
        model.Entity<TrafficHour>(traffic =>
        {
            // Who is concerned by an operation, or what a vendor calls, in a span of hours; and what is too old to keep.
            traffic.ToTable("traffic");
            traffic.HasKey(row => new { row.Operation, row.Hour, row.Environment, row.Vendor, row.System, row.Customer });
            traffic.Property(row => row.Operation).HasMaxLength(Lengths.Id);
            traffic.Property(row => row.Vendor).HasMaxLength(NumberLength);
            traffic.Property(row => row.System).HasMaxLength(Lengths.Id);
            traffic.Property(row => row.Customer).HasMaxLength(NumberLength);
            traffic.HasIndex(row => new { row.Vendor, row.Operation, row.Hour });
            traffic.HasIndex(row => row.Hour);
        });
        model.Entity<TrafficNode>(node =>
        {
            node.ToTable("traffic_nodes");
            node.HasKey(row => row.Node);
            node.Property(row => row.Node).ValueGeneratedNever();
        });
        OutboxModel.Build(model);
        WebhookModel.Build(model);
        foreach (var audited in model.Model.GetEntityTypes().Where(type => typeof(IAudited).IsAssignableFrom(type.ClrType)))
        {
            model.Entity(audited.ClrType).Ignore(nameof(IAudited.Subject)).Ignore(nameof(IAudited.OfVendor));
        }
    }

    private static void OfVendor<T>(Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<T> entity, string column)
        where T : class
    {
        entity.Property<string>(column).HasMaxLength(NumberLength);
        entity.HasOne(typeof(Vendor)).WithMany().HasForeignKey(column).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>The longest texts the registry keeps, in UTF-16 units. Input is checked against the same figures.</summary>
internal static class Lengths
{
    public const int Name = 200;
    public const int Id = 200;
    public const int Version = 20;
    public const int Product = 40;
    public const int Long = 4000;
}
