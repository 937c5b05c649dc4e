using Digdir.Altinn.VendorRegistry;

namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>
/// The catalogue for those who run a node: what is in force, what is wrong with the files, and the call that reads them again. For the management listener.
/// To look takes no login, like health: it shows nothing that is not public. To bring a changed catalogue into force concerns every vendor, so it takes an operator
/// who may decide such things; on a node whose <c>Registry:Operators</c> is not configured nobody may.
/// </summary>
internal static partial class CatalogueApi
{
    /// <summary>Maps <c>GET /catalogue</c> and <c>POST /catalogue/reload</c>; the latter answers 422 with file, line and reason when the files are refused.</summary>
    public static void MapCatalogueApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/catalogue", (LiveCatalogue catalogue) => Results.Json(new
        {
            products = catalogue.Current.Products.Select(product => new { id = product.Id, nb = product.NameNb, en = product.NameEn, clause = product.Clause }),
            operations = catalogue.Current.Operations.Select(operation => new
            {
                id = operation.Id,
                product = operation.Product.Id,
                method = operation.Method,
                path = operation.Path,
                host = Word(operation.Host),
                kind = Word(operation.Kind),
                closed = operation.Closed,
            }),
            errors = Told(catalogue.Errors),
        }));
        endpoints.MapPost("/catalogue/reload", (HttpContext context, ICatalogue catalogue, ILogger<LiveCatalogue> logger) =>
        {
            var asker = context.Operator();
            var reload = catalogue.Reload();
            Log.Asked(logger, asker, reload.Outcome);
            return Results.Json(
                new { outcome = Word(reload.Outcome), operations = catalogue.Current.Operations.Length, errors = Told(reload.Errors) },
                statusCode: reload.Errors.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
        }).RequireDecider();
    }

    private static IEnumerable<object> Told(IReadOnlyList<CatalogueError> errors) => errors.Select(error => new { file = error.File, line = error.Line, reason = error.Reason });

#pragma warning disable CA1308 // The files' words are lower case.
    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
#pragma warning restore CA1308

    private static partial class Log
    {
        [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "Operator {Operator} had the catalogue read again: {Outcome}")]
        public static partial void Asked(ILogger logger, string @operator, ReloadOutcome outcome);
    }
}
