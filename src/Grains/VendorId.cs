namespace Digdir.Altinn.Grains;

/// <summary>A vendor (leverandør), identified by its organisation number: the key of its grain, its gates and its picture.</summary>
/// <param name="Organisation">The vendor's organisation number.</param>
public readonly record struct VendorId(OrganisationNumber Organisation) : IComparable<VendorId>
{
    /// <summary>
    /// In a vendor's place where nobody knows the vendor: portal sessions in a program's hands. Written as nine zeros, which is no organisation's number.
    /// </summary>
    public static VendorId Unknown => default;

    /// <summary>True where nobody knows the vendor.</summary>
    public bool IsUnknown => this == Unknown;

    /// <summary>Reads what <see cref="ToString"/> writes: a vendor's number, or the nine zeros of <see cref="Unknown"/>.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out VendorId vendor) => TryParse(text, out vendor) || text is "000000000";

    /// <summary>The same, of what cannot be anything else.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static VendorId Read(ReadOnlySpan<char> text) => TryRead(text, out var vendor) ? vendor : Parse(text);

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
