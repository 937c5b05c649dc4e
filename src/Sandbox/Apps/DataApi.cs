using System.Text;
using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Answers;
using Digdir.Altinn.Sandbox.Files;
using Digdir.Altinn.Sandbox.Issuers;
using Microsoft.Net.Http.Headers;

namespace Digdir.Altinn.Sandbox.Apps;

/// <summary>The face of an instance's form and files.</summary>
internal static class DataApi
{
    public static void MapData(this IEndpointRouteBuilder one, string[] read, string[] write)
    {
        one.MapPost("/data", (int party, Guid id, string? dataType, HttpContext http) => AddAsync(party, id, dataType ?? "vedlegg", http)).Demand(TokenKinds.Altinn, scopes: write);
        one.MapPost("/data/type/{dataType}", (int party, Guid id, string dataType, HttpContext http) => AddAsync(party, id, dataType, http)).Demand(TokenKinds.Altinn, scopes: write);
        one.MapPatch("/data", PatchAsync).Demand(TokenKinds.Altinn, scopes: write);
        var data = one.MapGroup("/data/{element:guid}");
        data.MapGet("", GetAsync).Demand(TokenKinds.Altinn, scopes: read);
        data.MapPut("", ReplaceAsync).Demand(TokenKinds.Altinn, scopes: write);
        data.MapPatch("", PatchAsync).Demand(TokenKinds.Altinn, scopes: write);
        data.MapDelete("", (int party, Guid id, Guid element, HttpContext http, InstanceStore store)
            => InstanceUse.Of(party, id, http, store, instance =>
            {
                if (instance.Data.Find(one => one.Id == element && !one.IsForm) is not { } found)
                {
                    return Results.NotFound();
                }

                instance.Data.Remove(found);
                found.Content?.Dispose();
                return Results.Ok();
            }))
            .Demand(TokenKinds.Altinn, scopes: write);
        data.MapGet("/tags", (int party, Guid id, HttpContext http, InstanceStore store)
            => InstanceUse.Of(party, id, http, store, _ => Results.Json(new { Tags = Array.Empty<string>() }))).Demand(TokenKinds.Altinn, scopes: read);
        data.MapGet("/validate", (int party, Guid id, HttpContext http, InstanceStore store)
            => InstanceUse.Of(party, id, http, store, _ => Results.Json(Array.Empty<object>()))).Demand(TokenKinds.Altinn, scopes: read);
    }

    private static async Task<IResult> AddAsync(int party, Guid id, string dataType, HttpContext http)
    {
        var (store, clock, address) = Of(http);
        var received = await ReceiveAsync(http);
        return InstanceUse.Of(party, id, http, store, instance =>
        {
            if (dataType == "model")
            {
                return Results.BadRequest("The form exists already; only one is allowed.");
            }

            if (instance.IsOver)
            {
                return AltinnProblem.Of(409, "APP-00003", "Process is ended.");
            }

            var now = clock.GetUtcNow();
            var fileName = ContentDispositionHeaderValue.TryParse(http.Request.Headers.ContentDisposition.ToString(), out var disposition) ? disposition.FileName.Value?.Trim('"') : null;
            var element = new DataElement
            {
                Id = Guid.NewGuid(),
                DataType = dataType,
                FileName = fileName,
                ContentType = http.Request.ContentType ?? "application/octet-stream",
                Created = now,
                LastChanged = now,
                Size = received.Length,
                Content = received,
            };
            instance.Data.Add(element);
            instance.LastChanged = now;
            return Results.Created($"{address.Value}{http.Request.Path}/{element.Id}", InstanceAnswers.Data(element, instance, address.Value, now));
        });
    }

    internal static async Task GetAsync(int party, Guid id, Guid element, HttpContext http)
    {
        var (store, _, _) = Of(http);
        DataElement? found = null;
        var refusal = InstanceUse.Of(party, id, http, store, instance =>
        {
            found = instance.Data.Find(one => one.Id == element);
            return Results.NotFound();
        });
        await (found is null ? refusal.ExecuteAsync(http)
            : found.Form is { } form ? Results.Bytes(form, found.ContentType, "model.json").ExecuteAsync(http)
            : FileAnswer.WriteAsync(http, found.FileName ?? "fil.bin", found.Size, found.Content, found.Id.ToString(), found.ContentType));
    }

    private static async Task<IResult> ReplaceAsync(int party, Guid id, Guid element, HttpContext http)
    {
        var (store, clock, address) = Of(http);
        var received = await ReceiveAsync(http);
        return InstanceUse.Of(party, id, http, store, instance =>
        {
            if (instance.Data.Find(one => one.Id == element) is not { } found || instance.IsOver)
            {
                return instance.IsOver ? AltinnProblem.Of(409, "APP-00003", "Process is ended.") : Results.NotFound();
            }

            if (found.IsForm)
            {
                if (received.Bytes() is not { } form || JsonNode.Parse(form) is not JsonObject)
                {
                    return Results.BadRequest("The form must be a JSON object.");
                }

                found.Form = form;
            }

            found.Content?.Dispose();
            (found.Size, found.Content, found.LastChanged) = (received.Length, found.IsForm ? null : received, clock.GetUtcNow());
            instance.LastChanged = found.LastChanged;
            return Results.Json(InstanceAnswers.Data(found, instance, address.Value, found.LastChanged), statusCode: StatusCodes.Status201Created);
        });
    }

    /// <summary>JSON Patch of the form: 409 when a test does not hold, 422 when the patch cannot be applied; the form is then as it was.</summary>
    private static async Task<IResult> PatchAsync(int party, Guid id, HttpContext http)
    {
        var (store, clock, address) = Of(http);
        var body = await http.Request.ReadFromJsonAsync<JsonObject>(http.RequestAborted);
        var patch = body?["patch"] as JsonArray ?? (body?["patches"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault()?["patch"] as JsonArray;
        if (patch is null)
        {
            return Results.BadRequest("patch is required.");
        }

        return InstanceUse.Of(party, id, http, store, instance =>
        {
            if (instance.IsOver || instance.Data.Find(one => one.IsForm) is not { Form: { } before } form)
            {
                return AltinnProblem.Of(409, "APP-00003", "Process is ended.");
            }

            var fault = JsonPatch.Apply(JsonNode.Parse(before), patch, out var model);
            if (fault != PatchFault.None || model is not JsonObject)
            {
                return fault == PatchFault.TestFailed
                    ? AltinnProblem.Of(409, "APP-00005", "The test of the patch failed.")
                    : AltinnProblem.Of(422, "APP-00006", "The patch cannot be applied.", fault == PatchFault.NoSuchPlace ? "A path of the patch is not in the form." : "An operation of the patch is malformed.");
            }

            form.Form = Encoding.UTF8.GetBytes(model.ToJsonString());
            (form.Size, form.LastChanged, instance.LastChanged) = (form.Form.Length, clock.GetUtcNow(), clock.GetUtcNow());
            return Results.Json(new { ValidationIssues = new Dictionary<string, object>(), NewDataModel = model, Instance = InstanceAnswers.Instance(instance, address.Value, clock.GetUtcNow()) });
        });
    }

    private static Task<StoredFile> ReceiveAsync(HttpContext http)
        => new StoredFile(http.RequestServices.GetRequiredService<Spool>()).ReceiveAsync(http.Request.Body, http.RequestAborted);

    private static (InstanceStore Store, TimeProvider Clock, StandInAddress Address) Of(HttpContext http) => (
        http.RequestServices.GetRequiredService<InstanceStore>(),
        http.RequestServices.GetRequiredService<TimeProvider>(),
        http.RequestServices.GetRequiredService<StandInAddress>());
}
