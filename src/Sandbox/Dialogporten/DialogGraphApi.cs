using System.Text.Json.Nodes;
using System.Threading.Channels;
using Digdir.Altinn.Sandbox.Issuers;
using GraphQL;
using GraphQL.SystemTextJson;
using GraphQL.Types;
using GraphQL.Validation.Rules.Custom;

namespace Digdir.Altinn.Sandbox.Dialogporten;

/// <summary>Dialogporten's GraphQL for end-user systems: questions and changes, and the subscription <c>dialogEvents</c> over server-sent events.</summary>
internal static class DialogGraphApi
{
    private const int DeepestQuery = 12;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(12);
    private static readonly Lazy<Schema> Schema = new(DialogGraph.Make);
    private static readonly DocumentExecuter Executer = new();
    private static readonly GraphQLSerializer Serializer = new();

    public static void MapDialogGraph(this IEndpointRouteBuilder routes, TokenKinds kinds)
        => routes.MapPost("/dialogporten/graphql", AnswerAsync).Demand(kinds, scopes: ["digdir:dialogporten", "digdir:dialogporten.noconsent"]);

    /// <summary>Whether the request has a dialog token for the dialog.</summary>
    public static bool MayFollow(HttpContext http, Guid id)
        => CompactToken.TryRead(http.Request.Headers["Digdir-Dialog-Token"].ToString().Replace("Bearer ", "", StringComparison.Ordinal), out var token)
        && http.RequestServices.GetRequiredService<IssuersOfSandbox>().Dialogs.Signed(token)
        && token.Claims.Number("exp") > http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds()
        && token.Claims.Text("i") == id.ToString();

    private static async Task AnswerAsync(HttpContext http, JsonObject body, TimeProvider clock)
    {
        if (body.Text("query") is not { Length: > 0 } query)
        {
            await Results.Json(new { errors = new[] { new { message = "The query is missing." } } }, statusCode: 400).ExecuteAsync(http);
            return;
        }

        var result = await Executer.ExecuteAsync(options =>
        {
            options.Schema = Schema.Value;
            options.Query = query;
            options.OperationName = body.Text("operationName");
            options.Variables = Serializer.Deserialize<Inputs>(body["variables"]?.ToJsonString());
            options.UserContext = new Dictionary<string, object?> { ["http"] = http };
            options.RequestServices = http.RequestServices;
            options.CancellationToken = http.RequestAborted;
            options.ValidationRules = [.. GraphQL.Validation.DocumentValidator.CoreRules, new ComplexityValidationRule(new() { MaxDepth = DeepestQuery })];
        });
        if (result.Streams?.Values.FirstOrDefault() is { } stream)
        {
            await StreamAsync(http, stream, clock);
            return;
        }

        // A question that was not understood is the caller's fault; one that failed on the way still has an answer.
        http.Response.StatusCode = result.Executed ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        http.Response.ContentType = "application/json; charset=utf-8";
        await Serializer.WriteAsync(http.Response.Body, result, http.RequestAborted);
    }

    private static async Task StreamAsync(HttpContext http, IObservable<ExecutionResult> stream, TimeProvider clock)
    {
        var happenings = Channel.CreateUnbounded<ExecutionResult>();
        using var hearing = stream.Subscribe(new Writer(happenings.Writer));
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.WriteAsync(":\n\n", http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        while (!http.RequestAborted.IsCancellationRequested)
        {
            await http.Response.WriteAsync(await NextAsync(happenings.Reader, clock, http.RequestAborted), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }

    private static async Task<string> NextAsync(ChannelReader<ExecutionResult> happenings, TimeProvider clock, CancellationToken cancellation)
    {
        using var quiet = new CancellationTokenSource(Heartbeat, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(quiet.Token, cancellation);
        try
        {
            return $"event: next\ndata: {Serializer.Serialize(await happenings.ReadAsync(either.Token))}\n\n";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ":\n\n";
        }
    }

    private sealed class Writer(ChannelWriter<ExecutionResult> to) : IObserver<ExecutionResult>
    {
        public void OnNext(ExecutionResult value) => to.TryWrite(value);

        public void OnError(Exception error) => to.TryComplete(error);

        public void OnCompleted() => to.TryComplete();
    }
}
