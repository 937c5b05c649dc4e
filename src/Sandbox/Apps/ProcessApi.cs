using Digdir.Altinn.Sandbox.Answers;
using Digdir.Altinn.Sandbox.Issuers;

namespace Digdir.Altinn.Sandbox.Apps;

/// <summary>The face of an instance's process.</summary>
internal static class ProcessApi
{
    public static void MapProcess(this IEndpointRouteBuilder one, string[] read, string[] write)
    {
        var process = one.MapGroup("/process");
        process.MapGet("", (int party, Guid id, HttpContext http, InstanceStore store)
            => InstanceUse.Of(party, id, http, store, instance => Results.Json(InstanceAnswers.Process(instance)))).Demand(TokenKinds.Altinn, scopes: read);
        process.MapGet("/next", (int party, Guid id, HttpContext http, InstanceStore store)
            => InstanceUse.Of(party, id, http, store, instance => Results.Json<string[]>([instance.Step + 1 < Instance.Steps.Count ? Instance.Steps[instance.Step + 1].Id : "EndEvent_1"])))
            .Demand(TokenKinds.Altinn, scopes: read);
        process.MapPut("/next", (int party, Guid id, HttpContext http, InstanceStore store, TimeProvider clock)
            => InstanceUse.Of(party, id, http, store, instance => Move(instance, store, clock.GetUtcNow(), toTheEnd: false))).Demand(TokenKinds.Altinn, scopes: write);
        process.MapPut("/completeProcess", (int party, Guid id, HttpContext http, InstanceStore store, TimeProvider clock)
            => InstanceUse.Of(party, id, http, store, instance => Move(instance, store, clock.GetUtcNow(), toTheEnd: true))).Demand(TokenKinds.Altinn, scopes: write);
        process.MapPost("/start", (int party, Guid id, HttpContext http, InstanceStore store)
            => InstanceUse.Of(party, id, http, store, _ => AltinnProblem.Of(409, "APP-00002", "Process is already started. Use next."))).Demand(TokenKinds.Altinn, scopes: write);
        process.MapGet("/history", (int party, Guid id, HttpContext http, InstanceStore store) => InstanceUse.Of(party, id, http, store, instance => Results.Json(new
        {
            ProcessHistory = instance.History.ConvertAll(change => new { EventType = change.Event, ElementId = change.Task, Occured = change.At, PerformedBy = instance.Owner.Name }),
        }))).Demand(TokenKinds.Altinn, scopes: read);
    }

    private static IResult Move(Instance instance, InstanceStore store, DateTimeOffset now, bool toTheEnd)
    {
        if (instance.IsOver)
        {
            return AltinnProblem.Of(409, "APP-00003", "Process is ended.");
        }

        if (instance.Data.Exists(element => element.ScanAt(now) == "Pending"))
        {
            return AltinnProblem.Of(409, "APP-00004", "File scan is pending for one or more data elements.");
        }

        do
        {
            store.Next(instance);
        }
        while (toTheEnd && !instance.IsOver);
        return Results.Json(InstanceAnswers.Process(instance));
    }
}
