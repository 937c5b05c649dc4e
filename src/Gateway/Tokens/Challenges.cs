using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>
/// Turns a fault into a refusal with its challenge (RFC 6750 section 3), which also says where the metadata is that names the issuers and the terms (RFC 9728
/// section 5.1). Nothing a caller sent gets into either. Thread-safe.
/// </summary>
internal sealed class Challenges(ResourceAddress resource)
{
    private const int RetryAfterSeconds = 30;

    /// <summary>The refusal a fault makes.</summary>
    public Refusal Of(HttpContext context, TokenFault fault, Operation operation) => Of(context, fault, operation.Tokens);

    /// <summary>The refusal a fault makes where these forms are taken.</summary>
    public Refusal Of(HttpContext context, TokenFault fault, TokenForms taken) => new(fault.Problem)
    {
        Detail = fault.Detail,
        Challenge = fault.Problem.Status == StatusCodes.Status503ServiceUnavailable ? null : ChallengeOf(context, fault),
        RetryAfterSeconds = fault.Problem.Status == StatusCodes.Status503ServiceUnavailable ? RetryAfterSeconds : null,
        Members = ReferenceEquals(fault.Problem, Problems.TokenFormNotTaken)
            ? new Dictionary<string, object?>(StringComparer.Ordinal) { ["accepted"] = NamesOf(taken) }
            : null,
    };

    /// <summary>The challenge to a caller whose token lacks a scope: any of these would do.</summary>
    public string InsufficientScope(HttpContext context, IEnumerable<string> scopes)
        => $"Bearer realm=\"altinn\", error=\"insufficient_scope\", scope=\"{string.Join(' ', scopes)}\", resource_metadata=\"{resource.MetadataOf(context.Request)}\"";

    /// <summary>Where the metadata is, as the request's caller reaches it.</summary>
    public string Metadata(HttpContext context) => resource.MetadataOf(context.Request);

    /// <summary>The names of the forms in the flags, by which the catalogue and callers know them; each form by itself.</summary>
    public static string[] NamesOf(TokenForms forms)
        => [.. OperationFields.Forms.Where(name => (forms & name.Value) != 0 && int.IsPow2((int)name.Value)).Select(name => name.Key)];

    private string ChallengeOf(HttpContext context, TokenFault fault)
    {
        var metadata = resource.MetadataOf(context.Request);

        // A caller that sent no credentials is told how to, not that it erred (RFC 6750 section 3.1).
        if (ReferenceEquals(fault.Problem, Problems.TokenMissing))
        {
            return $"Bearer realm=\"altinn\", resource_metadata=\"{metadata}\"";
        }

        var error = fault.Problem.Status == StatusCodes.Status400BadRequest ? "invalid_request" : "invalid_token";
        return $"Bearer realm=\"altinn\", error=\"{error}\", error_description=\"{fault.Detail.En}\", resource_metadata=\"{metadata}\"";
    }
}
