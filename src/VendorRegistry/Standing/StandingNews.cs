using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.SelfService;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Standing;

/// <summary>What changed what a vendor may do.</summary>
internal enum StandingCause
{
    /// <summary>A hold was put; from when it applies the hold says.</summary>
    HoldPut = 0,

    /// <summary>A hold was lifted; others may stand.</summary>
    HoldLifted = 1,

    /// <summary>An integration was stated.</summary>
    IntegrationStated = 2,

    /// <summary>An integration has ended.</summary>
    IntegrationEnded = 3,

    /// <summary>A version of the terms was accepted.</summary>
    TermsAccepted = 4,
}

/// <summary>
/// Tells a vendor that something which its standing is worked out from was decided, in the change that decides it. What comes of it the vendor reads in its
/// standing: what changes by time alone, such as a hold that lapses or a date in the terms, nobody decides and nothing tells.
/// </summary>
internal static class StandingNews
{
    /// <param name="change">The change.</param>
    /// <param name="vendor">Whose standing.</param>
    /// <param name="cause">What happened.</param>
    /// <param name="id">To which hold, integration or acceptance.</param>
    /// <param name="product">The product it is about; null for all.</param>
    /// <param name="environment">The environment it is about; null for all.</param>
    public static void Tell(RegistryChange change, string vendor, StandingCause cause, Guid id, string? product = null, AltinnEnvironment? environment = null)
        => Announcement.Tell(change, AnnouncementKinds.StandingChanged, vendor, $"vendors/{vendor}/standing", new { cause, id, product, environment, link = $"{VendorApi.Prefix}/standing" });
}
