using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Notices;
using Digdir.Altinn.Gateway.Observations;
using Digdir.Altinn.Gateway.Tokens;
using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Standing;

namespace Digdir.Altinn.Gateway;

/// <summary>
/// The facts of one request on its way through the gateway; each step adds its own and reads those before it. One per request, made by the step that
/// finds the operation; used by one thread at a time.
/// </summary>
internal sealed class Call(Operation operation, RegistryPicture registry)
{
    /// <summary>The catalogue's operation.</summary>
    public Operation Operation { get; } = operation;

    /// <summary>The registry as it was when the request came: every step decides on the same picture.</summary>
    public RegistryPicture Registry { get; } = registry;

    /// <summary>The token, once authenticated; null for anonymous operations.</summary>
    public ValidatedToken? Token { get; set; }

    /// <summary>The vendor's picture, once identified; null for unregistered vendors and for people in Altinn's own GUI.</summary>
    public VendorPicture? Vendor { get; set; }

    /// <summary>The gate's answer, once throttled.</summary>
    public Verdict Verdict { get; set; }

    /// <summary>Why the gateway itself refused, or null.</summary>
    public Refusal? Refusal { get; set; }

    /// <summary>Names of the policies that would have refused but are in shadow; null when none.</summary>
    public List<string>? Shadowed { get; set; }

    /// <summary>What notices say about the operation; null when they say nothing, as nearly always.</summary>
    public OperationNotices? Notices { get; set; }

    /// <summary>What the vendor's standing is asked about this request.</summary>
    public StandingQuestion Question(AltinnEnvironment environment)
        => new(Operation.Product.Id, environment, Token?.Caller?.System, Token?.Caller?.Client, Token?.Caller?.Customer);

    /// <summary>Clock timestamp at which the request was passed on; 0 when it was not.</summary>
    public long ForwardedAt { get; set; }

    /// <summary>Clock timestamp at which the product's answer began; 0 when it did not.</summary>
    public long AnsweredAt { get; set; }

    /// <summary>What a portal session's request shows of its browser; nothing for all other calls.</summary>
    public BrowserSigns Browser { get; set; }

    /// <summary>The call under observation; null when it is nobody's conduct. Taken when the request ends.</summary>
    public ObservedCall? Observed { get; set; }

    /// <summary>The request's call, or null before the operation is found.</summary>
    public static Call? Of(HttpContext context) => context.Features.Get<Call>();
}
