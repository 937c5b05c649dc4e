using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Integrations;

/// <summary>What a vendor uses one product for, in one environment (terms 1.2.1). Only the purpose can change; anything else is another integration.</summary>
internal sealed class Integration : IAudited, IRevised
{
    public required Guid Id { get; init; }

    public required string Vendor { get; init; }

    public required string Product { get; init; }

    public required AltinnEnvironment Environment { get; init; }

    /// <summary>The system it is for, or null for all the vendor's systems.</summary>
    public string? System { get; init; }

    public required string Purpose { get; set; }

    public required DateTimeOffset StatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; private set; }

    public long Revision { get; set; }

    public string Subject => $"vendors/{Vendor}/integrations/{Id}";

    public string? OfVendor => Vendor;

    public Refusal? Restate(string purpose)
    {
        if (EndedAt is not null)
        {
            return new Refusal(Problems.MoveNotAllowed) { Detail = new("Integrasjonen er avsluttet.", "The integration has ended.") };
        }

        Purpose = purpose;
        return null;
    }

    /// <summary>Ends it; ending again changes nothing.</summary>
    public void End(DateTimeOffset now) => EndedAt ??= now;
}
