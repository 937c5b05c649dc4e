using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.Notices;

/// <summary>
/// Asks whether a notice is about the operation, and has the answer say so, whoever gives it. Right after the operation is found, so that refusals for want of
/// a token carry the fields too; what a notice refuses is the policies' business, which know who calls.
/// </summary>
internal sealed class NoticesMiddleware(
    RequestDelegate next, ICatalogue catalogue, AltinnOptions altinn, NoticeLinks links, NoticeMetrics metrics, IOptions<NoticesOptions> options, TimeProvider time)
{
    private readonly TimeSpan _ahead = options.Value.MaintenanceAhead;
    private readonly Func<object, Task> _tell = Tell;
    private NoticeBoard _board = NoticeBoard.Of(RegistryPicture.Empty, catalogue.Current, altinn.Environment);

    public Task InvokeAsync(HttpContext context)
    {
        if (Call.Of(context) is { } call && BoardOf(call.Registry).Find(call.Operation) is { } notices)
        {
            call.Notices = notices = OfOwner(notices, context.Request.RouteValues);
            var fields = notices.FieldsAt(time.GetUtcNow(), links, _ahead);
            if (!fields.IsEmpty)
            {
                context.Response.OnStarting(_tell, new Telling(context, call, fields, metrics));
            }
        }

        return next(context);
    }

    /// <summary>The board is put up once per picture and catalogue. Two threads may do so at once; both come to the same.</summary>
    private NoticeBoard BoardOf(RegistryPicture picture)
    {
        var board = Volatile.Read(ref _board);
        if (!ReferenceEquals(board.Registry, picture) || !ReferenceEquals(board.Catalogue, catalogue.Current))
        {
            board = NoticeBoard.Of(picture, catalogue.Current, altinn.Environment);
            Volatile.Write(ref _board, board);
        }

        return board;
    }

    private static OperationNotices OfOwner(OperationNotices notices, RouteValueDictionary route)
        => notices.ByServiceOwner is { } owners && route["org"] is string owner && owners.TryGetValue(owner, out var theirs) ? theirs : notices;

    private static Task Tell(object state)
    {
        var (context, call, fields, metrics) = (Telling)state;
        fields.AddTo(context.Response.Headers);
        metrics.Told(call, fields);
        return Task.CompletedTask;
    }

    private sealed record Telling(HttpContext Context, Call Call, NoticeFields Fields, NoticeMetrics Metrics);
}
