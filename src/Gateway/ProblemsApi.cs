using System.Globalization;
using System.Net;
using System.Text;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.Gateway;

/// <summary>
/// What every refusal's type URI leads to: a page that says what the code means and what to do, in the caller's language, for people; and the whole list
/// as JSON, for machines. Without login: a vendor that is refused must be able to read why.
/// </summary>
internal static class ProblemsApi
{
    public static void AddProblems(this IServiceCollection services) => services.AddSingleton(ProblemList.Of(typeof(Problems)));

    public static void MapProblems(this IEndpointRouteBuilder endpoints)
    {
        var all = endpoints.ServiceProvider.GetServices<ProblemList>().SelectMany(list => list.Problems).ToDictionary(problem => problem.Code, StringComparer.OrdinalIgnoreCase);
        endpoints.MapGet(ProblemResponse.TypePath.TrimEnd('/'), (HttpContext context) =>
        {
            var language = ProblemResponse.LanguageOf(context);
            return Results.Json(all.Values.OrderBy(problem => problem.Code, StringComparer.Ordinal).Select(problem => Described(problem, language)));
        });
        endpoints.MapGet(ProblemResponse.TypePath + "{code}", (string code, HttpContext context) =>
        {
            if (!all.TryGetValue(code, out var problem))
            {
                return Results.NotFound();
            }

            var language = ProblemResponse.LanguageOf(context);
            return context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
                ? Results.Content(Page(problem, language), "text/html; charset=utf-8")
                : Results.Json(Described(problem, language));
        });
    }

    private static object Described(Problem problem, Language language)
        => new { code = problem.Code, status = problem.Status, title = problem.Title.In(language), remedy = problem.Remedy.In(language), clause = problem.Clause, type = problem.Type ?? ProblemResponse.TypePath + problem.Code };

    private static string Page(Problem problem, Language language)
    {
        var english = language == Language.English;
        var clause = problem.Clause is null ? "" : $"<dt>{(english ? "Clause of the terms" : "Punkt i bruksvilkårene")}</dt><dd>{WebUtility.HtmlEncode(problem.Clause)}</dd>";
        return new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"<!doctype html><html lang=\"{(english ? "en" : "nb")}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">")
            .Append(CultureInfo.InvariantCulture, $"<title>{problem.Code} {WebUtility.HtmlEncode(problem.Title.In(language))}</title></head><body><main>")
            .Append(CultureInfo.InvariantCulture, $"<h1>{WebUtility.HtmlEncode(problem.Title.In(language))}</h1><p>{WebUtility.HtmlEncode(problem.Remedy.In(language))}</p>")
            .Append(CultureInfo.InvariantCulture, $"<dl><dt>{(english ? "Code" : "Kode")}</dt><dd>{problem.Code}</dd><dt>HTTP</dt><dd>{problem.Status}</dd>{clause}</dl></main></body></html>")
            .ToString();
    }
}
