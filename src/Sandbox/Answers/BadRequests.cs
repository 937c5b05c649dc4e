using System.Text.Json;

namespace Digdir.Altinn.Sandbox.Answers;

/// <summary>Turns bodies that cannot be read into 400 answers: a stand-in never answers 500 unless it has been asked to.</summary>
internal static class BadRequests
{
    public static void UseBadRequests(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (Exception fault) when (fault is BadHttpRequestException or JsonException or InvalidDataException && !context.Response.HasStarted)
        {
            var status = (fault as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
            await AltinnProblem.Of(status, "STD-00000", "The request could not be read", "The body or a parameter has the wrong form.").ExecuteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller hung up; there is nobody to answer.
        }
    });
}
