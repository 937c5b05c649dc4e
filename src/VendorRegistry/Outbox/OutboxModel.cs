using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Outbox;

/// <summary>How the outbox's bookkeeping lies in tables. No keys to other tables: what is old goes by parts, each by itself.</summary>
internal static class OutboxModel
{
    private const int NumberLength = 9;

    /// <summary>The longest key of a receiver.</summary>
    public const int KeyLength = 100;

    public static void Build(ModelBuilder model)
    {
        model.Entity<Delivery>(delivery =>
        {
            delivery.ToTable("deliveries");
            delivery.HasKey(row => row.Id);
            delivery.Property(row => row.Id).ValueGeneratedOnAdd();
            delivery.Property(row => row.Channel).HasMaxLength(Lengths.Product);
            delivery.Property(row => row.Receiver).HasMaxLength(KeyLength);
            delivery.Property(row => row.Vendor).HasMaxLength(NumberLength);
            delivery.Property(row => row.Subject).HasMaxLength(2 * Lengths.Id);
            delivery.Property(row => row.LastReason).HasMaxLength(Lengths.Product);
            delivery.HasIndex(row => new { row.Announcement, row.Channel, row.Receiver, row.Round }).IsUnique();
            delivery.HasIndex(row => new { row.Channel, row.Receiver, row.Subject, row.Id }).HasFilter("\"State\" = 'Pending'").HasDatabaseName("IX_deliveries_pending");
            delivery.HasIndex(row => new { row.Channel, row.Receiver, row.Id });
            delivery.HasIndex(row => row.EndedAt);
        });
        model.Entity<ReceiverQueue>(queue =>
        {
            queue.ToTable("receiver_queues");
            queue.HasKey(row => new { row.Channel, row.Receiver });
            queue.Property(row => row.Channel).HasMaxLength(Lengths.Product);
            queue.Property(row => row.Receiver).HasMaxLength(KeyLength);
            queue.Property(row => row.Vendor).HasMaxLength(NumberLength);
            queue.HasIndex(row => row.NextAt);
            queue.HasIndex(row => new { row.Channel, row.NextAt });
        });
        model.Entity<OutboxCursor>(cursor =>
        {
            cursor.ToTable("outbox_cursors");
            cursor.HasKey(row => row.Channel);
            cursor.Property(row => row.Channel).HasMaxLength(Lengths.Product);
            cursor.Property(row => row.After).HasMaxLength(KeyLength);
        });
    }
}
