using Digdir.Altinn.VendorRegistry.Operators;
using Microsoft.AspNetCore.Http;

namespace Digdir.Altinn.VendorRegistry.Admin;

/// <summary>The operator behind a request.</summary>
internal static class OperatorOf
{
    /// <summary>The operator's id, as the audit log keeps it.</summary>
    /// <exception cref="InvalidOperationException">Nobody is logged in: the endpoint lacks a rule.</exception>
    public static string Actor(HttpContext context)
        => context.User.FindFirst(OperatorRoles.ActorType)?.Value ?? throw new InvalidOperationException("The endpoint lets in callers who are not logged in.");
}
