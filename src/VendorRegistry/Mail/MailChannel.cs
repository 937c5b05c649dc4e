using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Contacts;
using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Mail;

/// <summary>
/// Brings announcements to contact points by mail: each contact point is a receiver, by its id. The
/// servicedesk is one more, for what is its alone. Off where no mail server is configured. Thread-safe.
/// </summary>
internal sealed class MailChannel(MailSender sender, IOptions<MailOptions> options) : IChannel
{
    /// <summary>The servicedesk's key.</summary>
    public const string Servicedesk = "servicedesk";

    /// <inheritdoc/>
    public string Name => "mail";

    private string Address => options.Value.PublicAddress?.AbsoluteUri.TrimEnd('/') ?? "";

    /// <inheritdoc/>
    public int MostAtOnce => options.Value.Connections;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Receiver>> ReceiversAsync(RegistryDb db, Announcement announcement, string after, int most, CancellationToken cancellation)
    {
        if (options.Value.Host is null)
        {
            return [];
        }

        var kind = AnnouncementKinds.ByName.GetValueOrDefault(announcement.Kind);
        if (kind is { ToServicedesk: true })
        {
            return options.Value.Servicedesk is not null && string.CompareOrdinal(after, Servicedesk) < 0 ? [new Receiver(Servicedesk, Vendor: null)] : [];
        }

        var topic = kind?.Topic ?? "";
        var between = $",{topic},";
        var query = db.Contacts.AsNoTracking().Where(row => row.Topics == null || row.Topics.Contains(between));
        if (announcement.Vendor is { } vendor)
        {
            query = query.Where(row => row.Vendor == vendor);
        }

        if (Guid.TryParse(after, out var place))
        {
            query = query.Where(row => row.Id.CompareTo(place) > 0);
        }

        var found = await query.OrderBy(row => row.Id).Take(most).Select(row => new { row.Id, row.Vendor }).ToListAsync(cancellation);
        return found.ConvertAll(row => new Receiver(row.Id.ToString(), row.Vendor));
    }

    /// <inheritdoc/>
    public async Task<Outcome> SendAsync(RegistryDb db, Receiver receiver, Announcement announcement, int attempt, CancellationToken cancellation)
    {
        if (receiver.Key == Servicedesk)
        {
            return options.Value.Servicedesk is { } desk
                ? await sender.SendAsync(new MailReceiver(Guid.Empty, desk), announcement.Id, Letter.Of(announcement, ContactLanguage.Nb, vendor: null, Address), cancellation)
                : new Outcome(OutcomeKind.Rejected, Reason: "off");
        }

        if (!Guid.TryParse(receiver.Key, out var id) || await db.Contacts.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellation) is not { } contact)
        {
            return new Outcome(OutcomeKind.Gone, Reason: "no-contact");
        }

        var name = await db.Vendors.Where(row => row.Number == contact.Vendor).Select(row => row.Name).SingleAsync(cancellation);
        var letter = Letter.Of(announcement, contact.Language, new LetterVendor(contact.Vendor, name), Address);
        return await sender.SendAsync(new MailReceiver(contact.Id, contact.Address), announcement.Id, letter, cancellation);
    }
}
