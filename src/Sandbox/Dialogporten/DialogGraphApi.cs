using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Issuers;

namespace Digdir.Altinn.Sandbox.Dialogporten;

/// <summary>
/// The little of Dialogporten's GraphQL that end-user systems use: a search by party, one dialog by id, and the subscription <c>dialogEvents</c> over
/// server-sent events. Fields are not picked: the answer has them all.
/// </summary>
internal static partial class DialogGraphApi
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(12);

    public static void MapDialogGraph(this IEndpointRouteBuilder routes, TokenKinds kinds)
        => routes.MapPost("/dialogporten/graphql", AnswerAsync).Demand(kinds, scopes: ["digdir:dialogporten", "digdir:dialogporten.noconsent"]);

    private static async Task AnswerAsync(HttpContext http, JsonObject body, DialogStore store, Parties parties, IssuersOfSandbox issuers, TimeProvider clock)
    {
        var query = body.Text("query") ?? "";
        var variables = body["variables"] as JsonObject ?? [];
        if (query.Length == 0)
        {
            await Results.Json(Fault("The query is missing."), statusCode: 400).ExecuteAsync(http);
        }
        else if (query.Contains("dialogEvents", StringComparison.Ordinal))
        {
            await StreamAsync(http, IdIn(query, variables), store, issuers, clock);
        }
        else if (query.Contains("dialogById", StringComparison.Ordinal))
        {
            var found = IdIn(query, variables) is { } id
                ? store.Of(id, dialog => http.Bearer().MaySee(dialog.Party) ? DialogAnswers.ListItem(dialog, DialogsApi.Me(http)) : null)
                : null;
            await Results.Json(new { data = new { dialogById = new { dialog = found, errors = Array.Empty<object>() } } }).ExecuteAsync(http);
        }
        else if (query.Contains("searchDialogs", StringComparison.Ordinal))
        {
            var urns = PartyUrn().Matches(query + variables.ToJsonString()).Select(match => match.Value).ToArray();
            var (search, errors) = DialogSearch.Read(new QueryCollection(new Dictionary<string, Microsoft.Extensions.Primitives.StringValues> { ["party"] = urns }));
            await (search is null
                ? Results.Json(Fault(errors.First().Value[0]))
                : Results.Json(new { data = new { searchDialogs = DialogsApi.Page(search, http.Bearer(), store, parties, DialogsApi.Me(http)) } })).ExecuteAsync(http);
        }
        else
        {
            await Results.Json(Fault("The sandbox knows searchDialogs, dialogById and the subscription dialogEvents.")).ExecuteAsync(http);
        }
    }

    private static async Task StreamAsync(HttpContext http, Guid? id, DialogStore store, IssuersOfSandbox issuers, TimeProvider clock)
    {
        if (id is null || !MayFollow(http.Request.Headers["Digdir-Dialog-Token"], id.Value, issuers, clock.GetUtcNow()))
        {
            await Results.Json(Fault("dialogEvents needs a dialogId, and a dialog token for it in Digdir-Dialog-Token.")).ExecuteAsync(http);
            return;
        }

        var changes = Channel.CreateUnbounded<Guid>();
        using var hearing = store.Changes.Add(changed =>
        {
            if (changed == id)
            {
                changes.Writer.TryWrite(changed);
            }
        });
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.WriteAsync(":\n\n", http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        while (!http.RequestAborted.IsCancellationRequested)
        {
            await http.Response.WriteAsync(await NextAsync(changes.Reader, clock, http.RequestAborted), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }

    private static async Task<string> NextAsync(ChannelReader<Guid> changes, TimeProvider clock, CancellationToken cancellation)
    {
        using var quiet = new CancellationTokenSource(Heartbeat, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(quiet.Token, cancellation);
        try
        {
            var id = await changes.ReadAsync(either.Token);
            var data = new { data = new { dialogEvents = new { id, type = "DIALOG_UPDATED" } } };
            return $"event: next\ndata: {JsonSerializer.Serialize(data)}\n\n";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ":\n\n";
        }
    }

    private static bool MayFollow(string? dialogToken, Guid id, IssuersOfSandbox issuers, DateTimeOffset now)
        => CompactToken.TryRead(dialogToken?.Replace("Bearer ", "", StringComparison.Ordinal), out var token)
        && issuers.Dialogs.Signed(token)
        && token.Claims.Number("exp") > now.ToUnixTimeSeconds()
        && token.Claims.Text("i") == id.ToString();

    private static Guid? IdIn(string query, JsonObject variables)
        => Guid.TryParse(variables.Text("dialogId") ?? variables.Text("id") ?? DialogId().Match(query).Value, out var id) ? id : null;

    private static object Fault(string message) => new { errors = new[] { new { message } } };

    [GeneratedRegex("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex DialogId();

    [GeneratedRegex("urn:altinn:(organization|person):identifier-no:[0-9]{9,11}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex PartyUrn();
}
