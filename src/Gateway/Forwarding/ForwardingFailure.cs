using System.Net.Sockets;
using Digdir.Altinn.VendorRegistry.Refusals;
using Yarp.ReverseProxy.Forwarder;

namespace Digdir.Altinn.Gateway.Forwarding;

/// <summary>How a forwarded call failed, as the caller is told.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="IsProducts">True when the product failed, false when the caller did.</param>
internal readonly record struct ForwardingFailure(Problem Problem, bool IsProducts)
{
    /// <summary>Tells from YARP's error who failed and how. Pure.</summary>
    /// <param name="error">What YARP found; not <see cref="ForwarderError.None"/>.</param>
    /// <param name="exception">What it came from, if known.</param>
    public static ForwardingFailure Of(ForwarderError error, Exception? exception) => error switch
    {
        ForwarderError.RequestTimedOut or ForwarderError.UpgradeActivityTimeout => new(Problems.UpstreamTimeout, IsProducts: true),
        ForwarderError.RequestBodyClient => new(OfBody(exception), IsProducts: false),
        ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled or ForwarderError.UpgradeRequestCanceled or ForwarderError.UpgradeRequestClient
            or ForwarderError.UpgradeResponseClient or ForwarderError.ResponseBodyClient or ForwarderError.ResponseBodyCanceled or ForwarderError.UpgradeResponseCanceled
            => new(Problems.RequestAborted, IsProducts: false),
        ForwarderError.RequestBodyDestination or ForwarderError.ResponseBodyDestination when IsTimeout(exception) => new(Problems.UpstreamTimeout, IsProducts: true),
        _ => new(Problems.UpstreamUnreachable, IsProducts: true),
    };

    /// <summary>The kinds of exception behind a failure, without their messages, which may hold addresses.</summary>
    public static string? Cause(Exception? exception)
    {
        while (exception is AggregateException { InnerExceptions: [var first, ..] })
        {
            exception = first;
        }

        return exception switch
        {
            null => null,
            HttpRequestException http => $"{http.HttpRequestError}{(http.GetBaseException() is SocketException socket ? $" {socket.SocketErrorCode}" : "")}",
            _ => exception.GetType().Name,
        };
    }

    private static Problem OfBody(Exception? exception) => Find<BadHttpRequestException>(exception)?.StatusCode switch
    {
        StatusCodes.Status408RequestTimeout => Problems.RequestTooSlow,
        StatusCodes.Status413PayloadTooLarge => Problems.BodyTooLarge,
        _ => IsTimeout(exception) ? Problems.RequestTooSlow : Problems.RequestAborted,
    };

    private static bool IsTimeout(Exception? exception) => Find<OperationCanceledException>(exception) is not null;

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        if (exception is T found)
        {
            return found;
        }

        if (exception is AggregateException several)
        {
            foreach (var inner in several.InnerExceptions)
            {
                if (Find<T>(inner) is { } deeper)
                {
                    return deeper;
                }
            }

            return null;
        }

        return exception?.InnerException is { } cause ? Find<T>(cause) : null;
    }
}
