using System.Runtime.InteropServices;
using Digdir.Altinn.Grains;

namespace Digdir.Altinn.Gateway.Vendors;

/// <summary>
/// An organisation as a claim names it: <c>{"authority":"iso6523-actorid-upis","ID":"0192:…"}</c>. Kept as an answer rather than a number, because a claim
/// that is there but unreadable must never be taken for one that is absent: another rule would then decide who is calling.
/// </summary>
/// <param name="State">What was found.</param>
/// <param name="Number">The number when <paramref name="State"/> is <see cref="OrganisationClaimState.Read"/>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OrganisationClaim(OrganisationClaimState State, OrganisationNumber Number)
{
    /// <summary>The scheme of Norwegian organisation numbers in ISO 6523.</summary>
    public const string NorwegianScheme = "0192:";

    /// <summary>The only authority an organisation claim may name.</summary>
    public const string Authority = "iso6523-actorid-upis";

    /// <summary>The same organisation as Altinn's URN writes it, without the number.</summary>
    public const string Urn = "urn:altinn:organization:identifier-no:";

    /// <summary>There, but not a form that is known.</summary>
    public static OrganisationClaim Malformed { get; } = new(OrganisationClaimState.Malformed, default);

    /// <summary>True when the token names an organisation at all, readable or not.</summary>
    public bool IsPresent => State != OrganisationClaimState.Absent;

    /// <summary>True when it names a Norwegian organisation whose check digit holds.</summary>
    public bool IsRead => State == OrganisationClaimState.Read;

    /// <summary>An organisation that was read.</summary>
    public static OrganisationClaim Of(OrganisationNumber number) => new(OrganisationClaimState.Read, number);

    /// <summary>Reads <c>0192:</c> and nine digits. Four digits and a colon before something else is another scheme; the rest is malformed.</summary>
    public static OrganisationClaim Parse(ReadOnlySpan<char> id)
    {
        if (id.StartsWith(NorwegianScheme, StringComparison.Ordinal))
        {
            return OrganisationNumber.TryParse(id[NorwegianScheme.Length..], out var number) ? Of(number) : Malformed;
        }

        return id.Length > 5 && id[4] == ':' && !id[..4].ContainsAnyExceptInRange('0', '9')
            ? new OrganisationClaim(OrganisationClaimState.OtherScheme, default)
            : Malformed;
    }

    /// <summary>Reads Altinn's URN for an organisation.</summary>
    public static OrganisationClaim ParseUrn(ReadOnlySpan<char> urn)
        => urn.StartsWith(Urn, StringComparison.Ordinal) && OrganisationNumber.TryParse(urn[Urn.Length..], out var number) ? Of(number) : Malformed;
}

/// <summary>What a claim about an organisation holds.</summary>
internal enum OrganisationClaimState
{
    /// <summary>The claim is not there.</summary>
    Absent = 0,

    /// <summary>A Norwegian organisation.</summary>
    Read,

    /// <summary>An identifier of another ISO 6523 scheme, foreign organisations for example: well-formed, but nobody we know.</summary>
    OtherScheme,

    /// <summary>Something else.</summary>
    Malformed,
}
