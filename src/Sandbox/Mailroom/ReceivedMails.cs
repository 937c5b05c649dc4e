using System.Collections.Immutable;
using System.Net.Sockets;

namespace Digdir.Altinn.Sandbox.Mailroom;

/// <summary>All mail that the gateway has sent, so that somebody can look: nothing leaves the machine. The latest two hundred are kept. Thread-safe.</summary>
internal sealed class ReceivedMails(SandboxOptions options, Addresses addresses, TimeProvider clock) : IHostedService, IAsyncDisposable
{
    private const int Kept = 200;

    private readonly Lock _guard = new();
    private ImmutableList<ReceivedMail> _mails = [];
    private long _count;
    private SmtpReceiver? _receiver;

    /// <summary>The mails, oldest first.</summary>
    public ImmutableList<ReceivedMail> Mails => Volatile.Read(ref _mails);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.StandIns.HasFlag(StandIns.Mail))
        {
            try
            {
                _receiver = SmtpReceiver.Start(addresses.Smtp, Take);
            }
            catch (SocketException taken)
            {
                throw new IOException($"port {addresses.Smtp} for mail is taken.", taken);
            }
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _receiver, null) is { } receiver)
        {
            await receiver.DisposeAsync();
        }
    }

    private void Take(SmtpMail mail)
    {
        lock (_guard)
        {
            var mails = _mails.Add(ReceivedMail.Of(++_count, clock.GetUtcNow(), mail));
            Volatile.Write(ref _mails, mails.Count > Kept ? mails.RemoveAt(0) : mails);
        }
    }
}
