namespace Digdir.Altinn.Grains;

/// <summary>A vendor (leverandør), identified by its organisation number: the key of its grain, its gates and its picture.</summary>
/// <param name="Organisation">The vendor's organisation number.</param>
public readonly record struct VendorId(OrganisationNumber Organisation) : IComparable<VendorId>
{
    /// <summary>Reads nine digits whose check digit holds.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out VendorId vendor)
    {
        var read = OrganisationNumber.TryParse(text, out var organisation);
        vendor = new VendorId(organisation);
        return read;
    }

    /// <summary>Reads nine digits whose check digit holds.</summary>
    /// <exception cref="FormatException">The text is not an organisation number.</exception>
    public static VendorId Parse(ReadOnlySpan<char> text) => new(OrganisationNumber.Parse(text));

    /// <inheritdoc/>
    public int CompareTo(VendorId other) => Organisation.CompareTo(other.Organisation);

    /// <summary>Orders by number.</summary>
    public static bool operator <(VendorId left, VendorId right) => left.Organisation < right.Organisation;

    /// <summary>Orders by number.</summary>
    public static bool operator >(VendorId left, VendorId right) => left.Organisation > right.Organisation;

    /// <summary>Orders by number.</summary>
    public static bool operator <=(VendorId left, VendorId right) => left.Organisation <= right.Organisation;

    /// <summary>Orders by number.</summary>
    public static bool operator >=(VendorId left, VendorId right) => left.Organisation >= right.Organisation;

    /// <inheritdoc/>
    public override string ToString() => Organisation.ToString();
}
