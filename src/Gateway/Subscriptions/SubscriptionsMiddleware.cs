using System.Buffers;
using System.Globalization;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Observations;
using Digdir.Altinn.Grains;
using Microsoft.AspNetCore.Http.Features;

namespace Digdir.Altinn.Gateway.Subscriptions;

/// <summary>
/// Looks on at what Altinn Events answers about a vendor's subscriptions. After the observation of calls, so that it sees only what was let through; all other
/// calls pass at the price of one comparison. Never changes or delays an answer.
/// </summary>
internal sealed partial class SubscriptionsMiddleware(RequestDelegate next, SubscriptionBook book, TimeProvider clock, ILogger<SubscriptionsMiddleware> log)
{
    /// <summary>The most that is read of an answer: a thousand subscriptions are less.</summary>
    private const int MostRead = 1024 * 1024;

    public Task InvokeAsync(HttpContext context)
        => Call.Of(context) is { Operation: { Kind: OperationKind.Subscription, Product.Id: "events" }, Token.Caller.Vendor: { } vendor }
            && context.Features.Get<IHttpResponseBodyFeature>() is { } body
            ? LookAsync(context, body, vendor)
            : next(context);

    private async Task LookAsync(HttpContext context, IHttpResponseBodyFeature body, VendorId vendor)
    {
        var tee = new AnswerTee();
        tee.Begin(context, body, seed: 0, reads: true, MostRead);
        try
        {
            await next(context);
        }
        finally
        {
            tee.End(context);
            try
            {
                Note(context, vendor, tee);
            }
            catch (Exception surprise)
            {
                Log.NotRead(log, surprise);
            }

            tee.Forget();
        }
    }

    private void Note(HttpContext context, VendorId vendor, AnswerTee tee)
    {
        if (context.Response.StatusCode is < 200 or >= 300)
        {
            return;
        }

        if (HttpMethods.IsDelete(context.Request.Method))
        {
            if (int.TryParse(context.Request.RouteValues["id"] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                book.Remove(vendor, id);
            }

            return;
        }

        if (tee.Kept is not { } kept || !tee.IsWhole)
        {
            return;
        }

        var now = clock.GetUtcNow();
        if (context.Response.Headers.ContentEncoding is not [{ Length: > 0 } encoding])
        {
            book.See(vendor, SubscriptionAnswer.Read(kept.AsMemory(0, tee.KeptLength), now));
        }
        else if (AnswerDecoding.Knows(encoding))
        {
            var length = AnswerDecoding.Decode(kept, tee.KeptLength, encoding, MostRead, out var decoded, out _);
            book.See(vendor, SubscriptionAnswer.Read(decoded.AsMemory(0, length), now));
            ArrayPool<byte>.Shared.Return(decoded, clearArray: true);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "What Altinn Events answered about subscriptions could not be read.")]
        public static partial void NotRead(ILogger logger, Exception exception);
    }
}
