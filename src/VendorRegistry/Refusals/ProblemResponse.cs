using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Digdir.Altinn.VendorRegistry.Refusals;

/// <summary>Writes a <see cref="Refusal"/> as <c>application/problem+json</c> (RFC 9457) in the caller's language.</summary>
public static class ProblemResponse
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Path under which every problem type is described for people; a problem's type URI is this plus its code.</summary>
    public const string TypePath = "/problems/";

    /// <summary>Norwegian unless the caller's Accept-Language ranks English above every Norwegian.</summary>
    public static Language LanguageOf(HttpContext context)
    {
        double norwegian = 0, english = 0;
        foreach (var value in context.Request.GetTypedHeaders().AcceptLanguage)
        {
            var quality = value.Quality ?? 1;
            var tag = value.Value.AsSpan();
            if (IsLanguage(tag, "nb") || IsLanguage(tag, "no") || IsLanguage(tag, "nn"))
            {
                norwegian = Math.Max(norwegian, quality);
            }
            else if (IsLanguage(tag, "en"))
            {
                english = Math.Max(english, quality);
            }
        }

        return english > norwegian ? Language.English : Language.Norwegian;
    }

    /// <summary>
    /// Writes the refusal, and leaves it on the request's features for logs and metrics to find. Does nothing but abort the response when it has started.
    /// </summary>
    public static async Task WriteAsync(HttpContext context, Refusal refusal)
    {
        context.Features.Set(refusal);
        var response = context.Response;
        if (response.HasStarted)
        {
            context.Abort();
            return;
        }

        var language = LanguageOf(context);
        var problem = refusal.Problem;
        response.StatusCode = problem.Status;
        response.ContentType = "application/problem+json";
        response.Headers.ContentLanguage = language == Language.English ? "en" : "nb";
        response.Headers.CacheControl = "no-store";
        if (refusal.RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (refusal.Challenge is { } challenge)
        {
            response.Headers.WWWAuthenticate = challenge;
        }

        var buffer = new System.Buffers.ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            Write(json, context, refusal, language);
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            response.ContentLength = buffer.WrittenCount;
            return;
        }

        response.ContentLength = buffer.WrittenCount;
        await response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }

    private static void Write(Utf8JsonWriter json, HttpContext context, Refusal refusal, Language language)
    {
        var problem = refusal.Problem;
        json.WriteStartObject();
        json.WriteString("type", problem.Type ?? string.Concat(TypePath, problem.Code));
        json.WriteString("title", problem.Title.In(language));
        json.WriteNumber("status", problem.Status);
        if (refusal.Detail is { } detail)
        {
            json.WriteString("detail", detail.In(language));
        }

        json.WriteString("code", problem.Code);
        json.WriteString("remedy", problem.Remedy.In(language));
        if (problem.Clause is { } clause)
        {
            json.WriteString("clause", clause);
        }

        json.WriteString("traceId", Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier);
        if (refusal.Members is { } members)
        {
            foreach (var (name, value) in members)
            {
                json.WritePropertyName(name);
                JsonSerializer.Serialize(json, value);
            }
        }

        json.WriteEndObject();
    }

    private static bool IsLanguage(ReadOnlySpan<char> tag, string language)
        => tag.StartsWith(language, StringComparison.OrdinalIgnoreCase) && (tag.Length == language.Length || tag[language.Length] == '-');
}
