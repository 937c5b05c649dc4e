using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Terms;

/// <summary>A version of the terms for vendors (terms 8), with the change log that is shown to vendors.</summary>
internal sealed class TermsVersion : IAudited, IRevised
{
    public required string Version { get; init; }

    public DateTimeOffset InForceFrom { get; private set; }

    /// <summary>From when a vendor must have accepted this version or a later one; null when earlier acceptances still do.</summary>
    public DateTimeOffset? AcceptanceDue { get; private set; }

    public string ChangeLogNb { get; private set; } = "";

    public string ChangeLogEn { get; private set; } = "";

    public long Revision { get; set; }

    public string Subject => $"terms/{Version}";

    public string? OfVendor => null;

    /// <summary>Announces the version, or changes what was announced. What is in force already keeps its date: vendors have acted on it.</summary>
    public Refusal? Announce(DateTimeOffset inForceFrom, DateTimeOffset? acceptanceDue, Text changeLog, DateTimeOffset now)
    {
        if (acceptanceDue < inForceFrom)
        {
            return Problems.Invalid("acceptanceDue", new("Fristen kan ikke være før versjonen trer i kraft.", "Acceptance cannot be due before the version is in force."));
        }

        if (Revision != 0 && InForceFrom <= now && InForceFrom != inForceFrom)
        {
            return new Refusal(Problems.MoveNotAllowed) { Detail = new("Versjonen har trådt i kraft; datoen kan ikke endres.", "The version is in force; its date cannot change.") };
        }

        InForceFrom = inForceFrom;
        AcceptanceDue = acceptanceDue;
        ChangeLogNb = changeLog.Nb;
        ChangeLogEn = changeLog.En;
        return null;
    }
}
