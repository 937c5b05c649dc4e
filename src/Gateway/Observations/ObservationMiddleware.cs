using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Tokens;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Observations;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>
/// Asks what the call asks and looks on at its answer. After the policies, because what they refuse says nothing about a vendor's conduct; before the ladder
/// and the limits, whose refusals do. Calls without a vendor are nobody's conduct, but for portal sessions: a program that uses one has a vendor, known or not.
/// </summary>
internal sealed class ObservationMiddleware(RequestDelegate next, ObservedCalls calls, ObservationMapper mapper, IOptions<ObservationOptions> options, TimeProvider time)
{
    private readonly int _answerBytes = options.Value.AnswerBytes;

    public Task InvokeAsync(HttpContext context)
    {
        if (Call.Of(context) is not { Token: { Caller: { } caller } token } call)
        {
            return next(context);
        }

        if (caller.Vendor is not { } vendor)
        {
            return token.Form == TokenForms.PortalSession ? Look(context, call, VendorId.Unknown, token, default) : next(context);
        }

        return call.Operation.Question.GraphQL && HttpMethods.IsPost(context.Request.Method)
            ? ReadFirstAsync(context, call, vendor, token)
            : Look(context, call, vendor, token, default);
    }

    private async Task ReadFirstAsync(HttpContext context, Call call, VendorId vendor, ValidatedToken token)
    {
        var graph = await GraphReader.ReadAsync(context.Request, mapper.Keys, time.GetUtcNow().ToUnixTimeMilliseconds(), context.RequestAborted);
        await Look(context, call, vendor, token, graph);
    }

    private Task Look(HttpContext context, Call call, VendorId vendor, ValidatedToken token, in GraphQuestion graph)
    {
        var observed = calls.Take();
        observed.Vendor = vendor;
        observed.Plan = mapper.PlanOf(call.Operation).Answer;
        observed.IsGraph = call.Operation.Question.GraphQL;
        observed.Aliases = graph.Aliases;
        observed.Operation = call.Operation;
        var request = context.Request;
        mapper.Read(
            new CallFacts
            {
                Operation = call.Operation,
                At = time.GetUtcNow().ToUnixTimeMilliseconds(),
                Path = request.RouteValues,
                Query = request.QueryString.Value,
                Fields = request.Headers,
                Caller = token.Caller,
                Form = token.Form,
                Graph = graph,
            },
            ref observed.Question);
        if (vendor.IsUnknown)
        {
            // Whatever a person reads is the person's own business: of the answer no more than its head is looked at.
            PortalSessions.Read(context, call, mapper.Keys, ref observed.Question);
            call.Observed = observed;
            return next(context);
        }

        observed.Question.Origin = PortalSessions.IsPublic(context.Connection.RemoteIpAddress) ? PortalSessions.OriginOf(context, mapper.Keys) : 0;
        if (IsRead(observed.Question.Group.Class) && context.Features.Get<IHttpResponseBodyFeature>() is { } body)
        {
            observed.Tee.Begin(context, body, mapper.Keys.Seed, observed.Plan.IsRead, _answerBytes);
            observed.IsTeed = true;
        }

        call.Observed = observed;
        return next(context);
    }

    private static bool IsRead(ReadClass group) => group is ReadClass.List or ReadClass.Thing or ReadClass.Status or ReadClass.Lookup or ReadClass.Feed;
}
