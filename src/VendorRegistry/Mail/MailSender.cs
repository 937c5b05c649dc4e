using System.Collections.Concurrent;
using System.Net;
using System.Net.Mail;
using System.Security.Authentication;
using System.Text;
using Digdir.Altinn.VendorRegistry.Outbox;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Mail;

/// <summary>
/// Hands mails to the configured mail server, over connections that are kept for the next ones. What the server says of a mail decides its outcome; none of
/// what it says is kept, since it may name the receiver. Thread-safe.
/// </summary>
internal sealed class MailSender(IOptions<MailOptions> options, TimeProvider clock) : IDisposable
{
    /// <summary>How long a connection waits for the next mail: shorter than any server's patience, so that none is found closed.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly ConcurrentBag<Connection> _resting = [];

    /// <summary>Sends one letter.</summary>
    /// <param name="to">Whom to.</param>
    /// <param name="delivery">What the Message-ID is made from, with the contact point: the same at every attempt, so that a mail that comes twice is known again.</param>
    /// <param name="letter">What it says.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<Outcome> SendAsync(MailReceiver to, Guid delivery, Letter letter, CancellationToken cancellation)
    {
        using var mail = Compose(to, delivery, letter);
        using var patience = new CancellationTokenSource(options.Value.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        var client = Take();
        try
        {
            await client.SendMailAsync(mail, either.Token);
            _resting.Add(new Connection(client, clock.GetTimestamp()));
            return new Outcome(OutcomeKind.Delivered, Status: (int)SmtpStatusCode.Ok);
        }
        catch (Exception failed) when (!cancellation.IsCancellationRequested && OutcomeOf(failed) is { } outcome)
        {
            client.Dispose();
            return outcome;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>
    /// What a failure comes to; null for what is no failure of mail. A mail is rejected for good only when the server says so of this receiver or this mail: a
    /// refused sender or login is likely our own mistake, and waits until it is mended.
    /// </summary>
    public static Outcome? OutcomeOf(Exception failed) => failed switch
    {
        SmtpFailedRecipientException { StatusCode: var status } => new Outcome((int)status >= 500 ? OutcomeKind.Rejected : OutcomeKind.Failed, Status: (int)status, Reason: "receiver"),
        SmtpException { StatusCode: var status } when status is SmtpStatusCode.ExceededStorageAllocation or SmtpStatusCode.TransactionFailed
            => new Outcome(OutcomeKind.Rejected, Status: (int)status, Reason: "status"),
        SmtpException { StatusCode: > 0 and var status } => new Outcome(OutcomeKind.Failed, Status: (int)status, Reason: "status"),
        SmtpException { InnerException: AuthenticationException } => new Outcome(OutcomeKind.Failed, Reason: "tls"),
        SmtpException or IOException => new Outcome(OutcomeKind.Failed, Reason: "connection"),
        OperationCanceledException => new Outcome(OutcomeKind.Failed, Reason: "timeout"),
        _ => null,
    };

    public void Dispose()
    {
        while (_resting.TryTake(out var resting))
        {
            resting.Client.Dispose();
        }
    }

    private SmtpClient Take()
    {
        while (_resting.TryTake(out var resting))
        {
            if (clock.GetElapsedTime(resting.Since) < Rest)
            {
                return resting.Client;
            }

            resting.Client.Dispose();
        }

        var (host, user) = (options.Value.Host, options.Value.User);
        return new SmtpClient(host, options.Value.Port) { EnableSsl = options.Value.Tls, Credentials = user is null ? null : new NetworkCredential(user, options.Value.Password) };
    }

    private MailMessage Compose(MailReceiver to, Guid delivery, Letter letter)
    {
        var from = options.Value.From ?? "";
        var replyTo = options.Value.ReplyTo ?? from;
        var mail = new MailMessage(new MailAddress(from, options.Value.FromName, Encoding.UTF8), new MailAddress(to.Address))
        {
            Subject = letter.Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = letter.Body,
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = System.Net.Mime.TransferEncoding.Base64,
        };
        mail.ReplyToList.Add(new MailAddress(replyTo));
        mail.Headers["Message-ID"] = $"<{delivery:N}.{to.Id:N}@{from[(from.IndexOf('@', StringComparison.Ordinal) + 1)..]}>";
        mail.Headers["Auto-Submitted"] = "auto-generated";
        mail.Headers["X-Auto-Response-Suppress"] = "All";
        mail.Headers["Content-Language"] = letter.Language;
        mail.Headers["List-Unsubscribe"] = $"<{options.Value.Unsubscribe?.AbsoluteUri ?? $"mailto:{replyTo}?subject=unsubscribe"}>";
        return mail;
    }

    private readonly record struct Connection(SmtpClient Client, long Since);
}

/// <summary>Whom a mail goes to.</summary>
/// <param name="Id">The contact point; empty for the servicedesk.</param>
/// <param name="Address">Its address.</param>
internal readonly record struct MailReceiver(Guid Id, string Address);
