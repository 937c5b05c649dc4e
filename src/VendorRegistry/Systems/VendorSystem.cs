using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Systems;

/// <summary>A vendor's system as Altinn's systemregister knows it.</summary>
internal sealed class VendorSystem : IAudited
{
    /// <summary>system_id, <c>{vendor's organisation number}_{name}</c>.</summary>
    public required string Id { get; init; }

    public required string Vendor { get; init; }

    public string NameNb { get; private set; } = "";

    public string NameNn { get; private set; } = "";

    public string NameEn { get; private set; } = "";

    /// <summary>The rights asked for, as canonical JSON: kept for people to read, never decided on.</summary>
    public string Rights { get; private set; } = "[]";

    /// <summary>The access packages asked for, as canonical JSON.</summary>
    public string AccessPackages { get; private set; } = "[]";

    /// <summary>Redirect addresses, as canonical JSON.</summary>
    public string RedirectUrls { get; private set; } = "[]";

    public bool IsVisible { get; private set; }

    /// <summary>Deleted in the systemregister: stays here for the record, is in no picture and holds no clients.</summary>
    public bool IsDeleted { get; private set; }

    public string Subject => $"vendors/{Vendor}/systems/{Id}";

    public string? OfVendor => Vendor;

    /// <summary>Takes over what the systemregister says now. Clients are moved by the import, which sees all systems at once.</summary>
    public void Take(SystemRegisterEntry entry)
    {
        NameNb = entry.NameNb;
        NameNn = entry.NameNn;
        NameEn = entry.NameEn;
        Rights = entry.Rights;
        AccessPackages = entry.AccessPackages;
        RedirectUrls = entry.RedirectUrls;
        IsVisible = entry.IsVisible;
        IsDeleted = entry.IsDeleted;
    }
}
