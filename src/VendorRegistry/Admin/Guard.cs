using System.Data.Common;
using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Admin;

/// <summary>
/// Stands around every endpoint of the admin API, outside the reading of the body: sets the size limit, demands the precondition, and turns whatever
/// goes wrong into a problem. Nothing is written when it does: every change is one transaction.
/// </summary>
internal static partial class Guard
{
    public const long MaxBytes = 1024 * 1024;
    private const long MaxDiscarded = 64 * MaxBytes;

    /// <summary>Wraps the endpoint that is being built.</summary>
    public static void Wrap(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is not { } inner)
        {
            return;
        }

        // With it, routing would answer a wrong media type by itself: without a problem, and before asking who is there.
        foreach (var accepts in endpoint.Metadata.OfType<IAcceptsMetadata>().ToList())
        {
            endpoint.Metadata.Remove(accepts);
        }

        var needsPrecondition = endpoint.Metadata.OfType<NeedsPrecondition>().Any();
        var isImport = endpoint.Metadata.OfType<TakesImport>().Any();
        endpoint.RequestDelegate = context => RunAsync(context, inner, needsPrecondition, isImport);
    }

    private static async Task RunAsync(HttpContext context, RequestDelegate inner, bool needsPrecondition, bool isImport)
    {
        var max = isImport ? context.RequestServices.GetRequiredService<IOptions<RegistryOptions>>().Value.ImportMaxBytes : MaxBytes;
        var isTooLarge = context.Request.ContentLength > max;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // What is too large but on its way is still read off and thrown away, within bounds: a closed connection would hide the answer.
            size.MaxRequestBodySize = isTooLarge ? MaxDiscarded : max;
        }

        if (isTooLarge)
        {
            await ProblemResponse.WriteAsync(context, TooLarge(max));
            return;
        }

        if (needsPrecondition && context.Request.Headers.IfMatch.Count == 0)
        {
            await ProblemResponse.WriteAsync(context, Problems.PreconditionMissing);
            return;
        }

        try
        {
            await inner(context);

            // The framework answers a body that breaks off or grows too large with a bare status.
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
            {
                await ProblemResponse.WriteAsync(context, context.Response.StatusCode switch
                {
                    StatusCodes.Status413PayloadTooLarge => TooLarge(max),
                    StatusCodes.Status415UnsupportedMediaType => Problems.MediaTypeNotTaken,
                    _ => Problems.MalformedBody,
                });
            }
        }
        catch (Exception failed)
        {
            if (RefusalOf(failed, max) is { } refusal)
            {
                await ProblemResponse.WriteAsync(context, refusal);
            }
            else if (!context.RequestAborted.IsCancellationRequested)
            {
                Log.Unexpected(Logger(context), failed);
                await ProblemResponse.WriteAsync(context, Problems.Unexpected);
            }
        }
    }

    private static Refusal? RefusalOf(Exception failed, long max) => failed switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge(max),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => Problems.MediaTypeNotTaken,
        BadHttpRequestException { InnerException: JsonException json } => Malformed(json),
        BadHttpRequestException => Problems.MalformedBody,
        JsonException json => Malformed(json),
        DbUpdateConcurrencyException => Problems.Stale,
        DbUpdateException { InnerException: DbException { IsTransient: false } inner } when IsDuplicate(inner) => Problems.AlreadyExists,
        DbException or TimeoutException or DbUpdateException => new Refusal(Problems.DatabaseUnavailable) { RetryAfterSeconds = 5 },
        InvalidOperationException { InnerException: DbException or TimeoutException } => new Refusal(Problems.DatabaseUnavailable) { RetryAfterSeconds = 5 },
        _ => null,
    };

    /// <summary>SQLSTATE 23505 in PostgreSQL; SQLite's constraint errors.</summary>
    private static bool IsDuplicate(DbException failed)
        => failed.SqlState == "23505" || failed is Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: 19 };

    private static Refusal TooLarge(long max) => new(Problems.TooLarge)
    {
        Members = new Dictionary<string, object?>(StringComparer.Ordinal) { ["maxBytes"] = max },
    };

    /// <summary>Says where the document is wrong. The parser's message is left out: it may repeat what was sent.</summary>
    private static Refusal Malformed(JsonException json) => new(Problems.MalformedBody)
    {
        Detail = json.LineNumber is { } line
            ? new($"Linje {line + 1}, tegn {json.BytePositionInLine + 1}.", $"Line {line + 1}, byte {json.BytePositionInLine + 1}.")
            : new("Et felt mangler, er ukjent eller har feil type.", "A field is missing, unknown or of the wrong type."),
        Members = json.Path is { Length: > 0 and <= 100 } path ? new Dictionary<string, object?>(StringComparer.Ordinal) { ["path"] = path } : null,
    };

    private static ILogger Logger(HttpContext context)
        => context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Digdir.Altinn.VendorRegistry.Admin");

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The admin API failed in a way it does not know.")]
        public static partial void Unexpected(ILogger logger, Exception exception);
    }
}

/// <summary>Marks an endpoint that takes an import, which may be larger than other bodies.</summary>
internal sealed class TakesImport
{
    public static TakesImport Mark { get; } = new();
}
