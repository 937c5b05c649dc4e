namespace Digdir.Altinn.VendorRegistry.Storage;

/// <summary>
/// Marks a column that may hold personal data. The audit log is never erased, so it keeps that such a value changed, and by whom, but not the value:
/// <see cref="Instead"/> stands in its place.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PersonalAttribute : Attribute
{
    /// <summary>What the audit log shows instead.</summary>
    public const string Instead = "***";
}
