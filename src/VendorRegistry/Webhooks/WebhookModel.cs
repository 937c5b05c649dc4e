using Digdir.Altinn.VendorRegistry.Outgoing;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Vendors;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Webhooks;

/// <summary>How webhooks lie in tables.</summary>
internal static class WebhookModel
{
    private const int NumberLength = 9;
    private const int SecretLength = 200;

    public static void Build(ModelBuilder model) => model.Entity<Webhook>(webhook =>
    {
        webhook.ToTable("webhooks");
        webhook.HasKey(row => row.Id);
        webhook.Property(row => row.Id).ValueGeneratedNever();
        webhook.Property(row => row.Vendor).HasMaxLength(NumberLength);
        webhook.HasOne<Vendor>().WithMany().HasForeignKey(row => row.Vendor).OnDelete(DeleteBehavior.Restrict);
        webhook.Property(row => row.Url).HasMaxLength(OutgoingUrl.MaxLength);
        webhook.Property(row => row.Topics).HasMaxLength(Lengths.Long);
        webhook.Property(row => row.Products).HasMaxLength(Lengths.Long);
        webhook.Property(row => row.Secret).HasMaxLength(SecretLength);
        webhook.Property(row => row.FormerSecret).HasMaxLength(SecretLength);
        webhook.Property(row => row.StateReason).HasMaxLength(Lengths.Long);
        webhook.HasIndex(row => new { row.Vendor, row.Id });
        webhook.Property(row => row.Revision).IsConcurrencyToken();
    });
}
