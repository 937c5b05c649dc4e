namespace Digdir.Altinn.VendorRegistry.Storage;

/// <summary>A row whose every change is audited.</summary>
internal interface IAudited
{
    /// <summary>What the audit entry is about: a path of ids, for example <c>vendors/310000004/holds/{id}</c>. Holds no identity number of a person.</summary>
    string Subject { get; }

    /// <summary>The vendor whose picture the row is part of, by organisation number; null when it concerns them all.</summary>
    string? OfVendor { get; }
}

/// <summary>A row that callers update by precondition (If-Match).</summary>
internal interface IRevised
{
    /// <summary>The registry version at which the row last changed: never repeats, also when a row is deleted and made again.</summary>
    long Revision { get; set; }
}
