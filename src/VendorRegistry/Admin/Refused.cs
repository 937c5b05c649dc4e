using Digdir.Altinn.VendorRegistry.Refusals;
using Microsoft.AspNetCore.Http;

namespace Digdir.Altinn.VendorRegistry.Admin;

/// <summary>A refusal as an endpoint's result.</summary>
internal sealed class Refused(Refusal refusal) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => ProblemResponse.WriteAsync(httpContext, refusal);

    public static implicit operator Refused(Refusal refusal) => new(refusal);

    public static implicit operator Refused(Problem problem) => new(problem);
}
