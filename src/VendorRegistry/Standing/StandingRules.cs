using Digdir.Altinn.Grains;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.VendorRegistry.Standing;

/// <summary>What is asked about one request's standing: who calls what, where.</summary>
/// <param name="Product">The product called.</param>
/// <param name="Environment">Where.</param>
/// <param name="System">The calling system's id, when the token names one.</param>
/// <param name="Client">The calling client_id.</param>
/// <param name="Customer">The customer acted for, when it is an organisation.</param>
public readonly record struct StandingQuestion(string Product, AltinnEnvironment Environment, string? System, string? Client, OrganisationNumber? Customer);

/// <summary>
/// A vendor's standing: what it may do right now, as pure functions of its picture, the question and the time. Allocation-free, because a gateway
/// asks for every request. One rule per policy, so that each can be shadowed or enforced alone.
/// </summary>
public static class StandingRules
{
    /// <summary>The hold that stands in the way, or null. Of several the one that lapses last is named; one that never lapses outlasts all.</summary>
    public static HoldPicture? HoldInForce(VendorPicture vendor, in StandingQuestion question, DateTimeOffset now)
    {
        HoldPicture? worst = null;
        foreach (var hold in vendor.Holds.AsSpan())
        {
            if (now >= hold.From && (hold.Until is not { } until || now < until) && Covers(hold, question) && Outlasts(hold, worst))
            {
                worst = hold;
            }
        }

        return worst;
    }

    /// <summary>
    /// The terms version the vendor must accept before it may go on (terms 1.1 and 8), or null when it has accepted what is due: the newest version
    /// whose acceptance is due, or any later one.
    /// </summary>
    public static TermsPicture? MissingTerms(RegistryPicture registry, VendorPicture vendor, DateTimeOffset now)
    {
        var terms = registry.Terms.AsSpan();
        for (var due = terms.Length - 1; due >= 0; due--)
        {
            if (terms[due].AcceptanceDue is not { } instant || now < instant)
            {
                continue;
            }

            for (var newer = due; newer < terms.Length; newer++)
            {
                if (HasAccepted(vendor, terms[newer].Version))
                {
                    return null;
                }
            }

            return terms[due];
        }

        return null;
    }

    /// <summary>Whether the vendor has stated an integration (terms 1.2.1) that covers the question in its own environment.</summary>
    public static bool HasIntegration(VendorPicture vendor, in StandingQuestion question)
        => Find(vendor, question, question.Environment);

    /// <summary>Whether the vendor has stated the product anywhere at all: then a missing integration is about the environment, not the purpose.</summary>
    public static bool HasIntegrationElsewhere(VendorPicture vendor, in StandingQuestion question)
        => Find(vendor, question, question.Environment == AltinnEnvironment.Production ? AltinnEnvironment.Test : AltinnEnvironment.Production);

    private static bool Find(VendorPicture vendor, in StandingQuestion question, AltinnEnvironment environment)
    {
        foreach (var integration in vendor.Integrations.AsSpan())
        {
            if (integration.Environment == environment
                && string.Equals(integration.Product, question.Product, StringComparison.Ordinal)
                && (integration.System is null || string.Equals(integration.System, question.System, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasAccepted(VendorPicture vendor, string version)
    {
        foreach (var acceptance in vendor.Acceptances.AsSpan())
        {
            if (string.Equals(acceptance.Version, version, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Covers(HoldPicture hold, in StandingQuestion question)
        => (hold.Environment is null || hold.Environment == question.Environment)
        && (hold.Product is null || string.Equals(hold.Product, question.Product, StringComparison.Ordinal))
        && (hold.System is null || string.Equals(hold.System, question.System, StringComparison.Ordinal))
        && (hold.Client is null || string.Equals(hold.Client, question.Client, StringComparison.Ordinal))
        && (hold.Customer is null || hold.Customer == question.Customer);

    private static bool Outlasts(HoldPicture hold, HoldPicture? other)
        => other is null || (other.Until is { } until && (hold.Until is not { } mine || mine > until));
}
