using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Vendors;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>How notices lie in tables; the same on every database.</summary>
internal static class NoticeModel
{
    public static void Build(ModelBuilder model)
    {
        model.Entity<Notice>(notice =>
        {
            notice.ToTable("notices");
            notice.HasKey(row => row.Id);
            notice.Property(row => row.Id).ValueGeneratedNever();
            notice.Ignore(row => row.Content).Ignore(row => row.Stands).Ignore(row => row.CompletesAt);
            foreach (var title in new[] { nameof(Notice.TitleNb), nameof(Notice.TitleNn), nameof(Notice.TitleEn) })
            {
                notice.Property(title).HasMaxLength(Lengths.Name);
            }

            foreach (var text in new[] { nameof(Notice.TextNb), nameof(Notice.TextNn), nameof(Notice.TextEn), nameof(Notice.GroundReason), nameof(Notice.CriticalPeriodReason) })
            {
                notice.Property(text).HasMaxLength(Lengths.Long);
            }

            foreach (var person in new[] { nameof(Notice.DraftedBy), nameof(Notice.EditedBy), nameof(Notice.ApprovedBy) })
            {
                notice.Property(person).HasMaxLength(Lengths.Id);
            }

            notice.Property(row => row.Obstacle).HasMaxLength(Lengths.Version);
            notice.HasMany(row => row.Brownouts).WithOne().HasForeignKey(row => row.Notice);
            notice.HasMany(row => row.Updates).WithOne().HasForeignKey(row => row.Notice);
            notice.HasOne<Notice>().WithMany().HasForeignKey(row => row.Supersedes).OnDelete(DeleteBehavior.Restrict);
            notice.HasIndex(row => row.State);
            notice.HasIndex(row => new { row.PublishedAt, row.Id });
            notice.HasIndex(row => row.Revision);
            notice.Property(row => row.Revision).IsConcurrencyToken();
        });
        model.Entity<Brownout>(brownout =>
        {
            brownout.ToTable("notice_brownouts");
            brownout.HasKey(row => new { row.Notice, row.Number });
            brownout.Property(row => row.Number).ValueGeneratedNever();
        });
        model.Entity<Acknowledgement>(answer =>
        {
            answer.ToTable("acknowledgements");
            answer.HasKey(row => new { row.Notice, row.Vendor });
            answer.HasOne<Notice>().WithMany().HasForeignKey(row => row.Notice).OnDelete(DeleteBehavior.Restrict);
            answer.HasOne<Vendor>().WithMany().HasForeignKey(row => row.Vendor).OnDelete(DeleteBehavior.Restrict);
            answer.Property(row => row.Vendor).HasMaxLength(9);
            answer.Property(row => row.AcknowledgedBy).HasMaxLength(Lengths.Id);
            answer.Property(row => row.WishReason).HasMaxLength(Lengths.Long);
            answer.Property(row => row.Reply).HasMaxLength(Lengths.Long);
            answer.Property(row => row.RepliedBy).HasMaxLength(Lengths.Id);
            answer.Property(row => row.Revision).IsConcurrencyToken();
        });
        model.Entity<ReminderRound>(round =>
        {
            round.ToTable("reminder_rounds");
            round.HasKey(row => new { row.Notice, row.Effective, row.DaysBefore });
            round.Property(row => row.DaysBefore).ValueGeneratedNever();
            round.HasOne<Notice>().WithMany().HasForeignKey(row => row.Notice).OnDelete(DeleteBehavior.Restrict);
            round.Property(row => row.UpTo).HasMaxLength(9);
        });
        model.Entity<NoticeUpdate>(update =>
        {
            update.ToTable("notice_updates");
            update.HasKey(row => new { row.Notice, row.Number });
            update.Property(row => row.Number).ValueGeneratedNever();
            update.Ignore(row => row.Text);
            foreach (var text in new[] { nameof(NoticeUpdate.TextNb), nameof(NoticeUpdate.TextNn), nameof(NoticeUpdate.TextEn) })
            {
                update.Property(text).HasMaxLength(Lengths.Long);
            }
        });
    }
}
