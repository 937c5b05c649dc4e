using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Holds;

/// <summary>What a hold covers; null parts match everything, so an empty scope is the whole vendor.</summary>
internal sealed record HoldScope(string? System, string? Client, string? Customer, string? Product, AltinnEnvironment? Environment);

/// <summary>
/// A hold (sperre): one independent reason not to serve a vendor. It is put once and lifted once; a hold that is to be different is lifted and
/// another put, so that the record shows both.
/// </summary>
internal sealed class Hold : IAudited
{
    public required Guid Id { get; init; }

    public required string Vendor { get; init; }

    public required HoldGround Ground { get; init; }

    /// <summary>The clause of the terms it rests on, as it was when the hold was put.</summary>
    public string? Clause { get; init; }

    /// <summary>Why, in the author's words. Not shown to the vendor's callers.</summary>
    public required string Reason { get; init; }

    public required string PutBy { get; init; }

    public required DateTimeOffset PutAt { get; init; }

    public required DateTimeOffset From { get; init; }

    public DateTimeOffset? Until { get; init; }

    public string? System { get; init; }

    public string? Client { get; init; }

    public string? Customer { get; init; }

    public string? Product { get; init; }

    public AltinnEnvironment? Environment { get; init; }

    public DateTimeOffset? LiftedAt { get; private set; }

    public string? LiftedBy { get; private set; }

    public string? LiftReason { get; private set; }

    public string Subject => $"vendors/{Vendor}/holds/{Id}";

    public string? OfVendor => Vendor;

    public HoldScope Scope => new(System, Client, Customer, Product, Environment);

    /// <summary>Whether putting the other is this same act repeated. A start that the author left open is not compared: it was the time of the first act.</summary>
    public bool IsSameAs(Hold other, bool comparesFrom)
        => Vendor == other.Vendor && Ground == other.Ground && Reason == other.Reason && Until == other.Until && Scope == other.Scope
        && (!comparesFrom || From == other.From);

    /// <summary>Lifts this hold and no other. Lifting again changes nothing: the first lift and its reason stand.</summary>
    public void Lift(string by, string reason, DateTimeOffset now)
    {
        if (LiftedAt is null)
        {
            LiftedAt = now;
            LiftedBy = by;
            LiftReason = reason;
        }
    }
}
