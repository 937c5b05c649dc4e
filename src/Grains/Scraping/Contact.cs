using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>What a call says for the walk over first contacts (reference 2.3).</summary>
internal enum Contact : byte
{
    /// <summary>Nothing: no thing was named, it was met before or lately listed, or the answer says neither (failures of the product, refusals).</summary>
    None = 0,

    /// <summary>A thing asked for the first time, and given.</summary>
    Given = 1,

    /// <summary>A thing asked for the first time that was not there or out of reach: 403 or 404.</summary>
    Failed = 2,
}

/// <summary>What a call met for the first time, as far as the vendor is concerned.</summary>
/// <param name="Contact">What that says for the walk.</param>
/// <param name="IsNewThing">The thing it named was not met before, listed or not.</param>
/// <param name="IsNewIdentity">An organisation or identity number not asked for before, whatever the answer.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Meeting(Contact Contact, bool IsNewThing, bool IsNewIdentity);
