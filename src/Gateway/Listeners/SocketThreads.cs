using System.Runtime.CompilerServices;

namespace Digdir.Altinn.Gateway.Listeners;

/// <summary>
/// The few threads that watch the sockets, and what may be done on them. On a node that does nothing but forward, a request is read, judged and passed on by
/// the thread that was told of it, without a hop to the pool (docs/adr/0011). In return nothing on the way may hold that thread: what blocks, computes for
/// long or could go on for ever leaves it first.
/// </summary>
internal static class SocketThreads
{
    /// <summary>The runtime's own switch, read when the process opens its first socket. Whoever sets it decides: 1 or 0.</summary>
    private const string Switch = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>
    /// Lets the sockets' threads do the work, where that is safe: without the registry, whose database blocks, and without TLS, because with it comes HTTP/2,
    /// whose frames are taken in a loop that a hostile caller could keep going. For a process of the gateway's own, before it opens a socket.
    /// </summary>
    public static void Prepare(WebApplicationBuilder builder)
    {
        var listeners = new ListenersOptions();
        builder.Configuration.GetSection(ListenersOptions.SectionName).Bind(listeners);
        if (AreWorkers(builder.Configuration.ReadRoles(), listeners) && Environment.GetEnvironmentVariable(Switch) is null)
        {
            Environment.SetEnvironmentVariable(Switch, "1");
        }
    }

    /// <summary>Whether the sockets' threads may do a process's work.</summary>
    public static bool AreWorkers(Roles roles, ListenersOptions listeners)
        => roles == Roles.Gateway && ListenerAddress.ParseAll(string.Concat(listeners.Public, ";", listeners.Management)) is { } addresses && !addresses.Any(address => address.Tls);

    /// <summary>Awaited: goes on on the thread pool. On one of its threads already, as everywhere but on such a node, it costs nothing.</summary>
    public static Leaving Leave() => default;

    /// <summary>The way to the thread pool.</summary>
    internal readonly struct Leaving : ICriticalNotifyCompletion
    {
        public bool IsCompleted => Thread.CurrentThread.IsThreadPoolThread;

        public Leaving GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => ThreadPool.QueueUserWorkItem(static next => next(), continuation, preferLocal: false);

        public void UnsafeOnCompleted(Action continuation) => ThreadPool.UnsafeQueueUserWorkItem(static next => next(), continuation, preferLocal: false);
    }
}
