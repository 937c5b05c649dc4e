namespace Digdir.Altinn.Sandbox.Melding;

/// <summary>Mail that has been sent, so that somebody can look: nothing leaves the machine. The latest thousand are kept. Thread-safe: one lock, held briefly.</summary>
internal sealed class Mailbox(TimeProvider clock)
{
    private const int Kept = 1000;

    private readonly Lock _guard = new();
    private readonly Queue<Mail> _mails = new();

    /// <summary>Delivers at once; the answer is the mail's id.</summary>
    public Guid Deliver(string to, string subject, string body, IReadOnlyList<string> attachments)
    {
        lock (_guard)
        {
            if (_mails.Count == Kept)
            {
                _mails.Dequeue();
            }

            var mail = new Mail(Guid.NewGuid(), to, subject, body, attachments, clock.GetUtcNow());
            _mails.Enqueue(mail);
            return mail.Id;
        }
    }

    /// <summary>What the address has got, oldest first.</summary>
    public List<Mail> Of(string address)
    {
        lock (_guard)
        {
            return [.. _mails.Where(mail => mail.To.Equals(address, StringComparison.OrdinalIgnoreCase))];
        }
    }
}

/// <summary>A mail that has been delivered.</summary>
internal sealed record Mail(Guid Id, string To, string Subject, string Body, IReadOnlyList<string> Attachments, DateTimeOffset Delivered);

/// <summary>The mailboxes' face, which is the sandbox's own: whoever wants to may read.</summary>
internal static class MailboxApi
{
    public static void MapMailbox(this IEndpointRouteBuilder routes)
        => routes.MapGet("/mail/{address}", (string address, Mailbox mail) => Results.Json(mail.Of(address)));
}
