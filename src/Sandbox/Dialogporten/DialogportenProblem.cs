namespace Digdir.Altinn.Sandbox.Dialogporten;

/// <summary>Dialogporten's own error format: RFC 7807 with a map of errors, and the path without its prefix.</summary>
internal static class DialogportenProblem
{
    private static readonly Dictionary<int, (string Section, string Title)> Known = new()
    {
        [400] = ("6.5.1", "One or more validation errors occurred."),
        [403] = ("6.5.3", "Forbidden."),
        [404] = ("6.5.4", "Resource not found."),
        [410] = ("6.5.9", "Resource no longer available."),
        [412] = ("4.2", "Precondition failed."),
    };

    public static IResult Of(HttpContext http, int status, string name, string message) => Of(http, status, new Dictionary<string, string[]> { [name] = [message] });

    public static IResult Of(HttpContext http, int status, IReadOnlyDictionary<string, string[]> errors)
    {
        var (section, title) = Known.GetValueOrDefault(status, ("6.5", "The request was refused."));
        return Results.Json(new
        {
            Type = "https://datatracker.ietf.org/doc/html/rfc7231#section-" + section,
            Title = title,
            Status = status,
            Instance = http.Request.Path.Value?["/dialogporten".Length..],
            TraceId = System.Diagnostics.Activity.Current?.Id ?? "00-00000000000000000000000000000000-0000000000000000-00",
            Errors = errors,
        }, contentType: "application/problem+json", statusCode: status);
    }

    public static IResult NotFound(HttpContext http, string entity, Guid id) => Of(http, 404, entity, $"Entity '{entity}' with the following key(s) was not found: ({id}).");
}
