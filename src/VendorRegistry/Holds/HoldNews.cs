using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Standing;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Holds;

/// <summary>Tells a vendor of its holds, in the change that puts or lifts one. Which customer a hold is about, and why in words, the vendor reads in its standing.</summary>
internal static class HoldNews
{
    public static void Tell(RegistryChange change, AnnouncementKind kind, Hold hold)
    {
        Announcement.Tell(change, kind, hold.Vendor, $"vendors/{hold.Vendor}/holds/{hold.Id}", new
        {
            hold = hold.Id,
            hold.Ground,
            hold.Clause,
            hold.From,
            hold.Until,
            hold.System,
            hold.Product,
            hold.Environment,
            hold.LiftedAt,
        });
        var cause = kind == AnnouncementKinds.HoldPut ? StandingCause.HoldPut : StandingCause.HoldLifted;
        StandingNews.Tell(change, hold.Vendor, cause, hold.Id, hold.Product, hold.Environment);
    }
}
