using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Digdir.Altinn.Sandbox.Answers;

/// <summary>Altinn's common error format: what Melding, Formidling, Systembruker and Apps answer.</summary>
internal static class AltinnProblem
{
    /// <param name="status">HTTP status.</param>
    /// <param name="code">Altinn's code, for example <c>BRO-00001</c>.</param>
    /// <param name="title">What is wrong.</param>
    /// <param name="detail">This time.</param>
    /// <param name="errorCode">Melding's older number, or null.</param>
    public static IResult Of(int status, string code, string title, string? detail = null, int? errorCode = null)
    {
        var problem = new JsonObject
        {
            ["type"] = "urn:altinn:error:" + code,
            ["title"] = title,
            ["status"] = status,
            ["detail"] = detail ?? title,
            ["code"] = code,
            ["statusDescription"] = Phrase(status),
            ["traceId"] = Activity.Current?.Id ?? "00-00000000000000000000000000000000-0000000000000000-00",
        };
        if (errorCode is not null)
        {
            problem["errorCode"] = errorCode;
        }

        return Results.Json(problem, contentType: "application/problem+json", statusCode: status);
    }

    private static string Phrase(int status) => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status);
}
