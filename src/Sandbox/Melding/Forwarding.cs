using System.Net.Mail;
using Digdir.Altinn.Sandbox.Answers;

namespace Digdir.Altinn.Sandbox.Melding;

/// <summary>
/// Forwarding of a message, which in Altinn Melding means to an e-mail address: the sender must have allowed it, the recipient must have read the message, and
/// each address gets it once. Delivery takes no time here. Altinn Events is told nothing, as at Altinn.
/// </summary>
internal static class Forwarding
{
    private const int LongestAddress = 1000;
    private const int LongestText = 200;

    /// <summary>Forwards the message, or says why not. Within the lock, from <see cref="CorrespondenceStore.Of{T}"/>.</summary>
    public static IResult Forward(Correspondence letter, ForwardWish wish, CorrespondenceStore store, Mailbox mail)
    {
        var to = wish.ForwardTo?.Trim().ToLowerInvariant();
        if (Fault(letter, wish, to) is var (code, title))
        {
            return AltinnProblem.Of(400, $"CORR-{code:D5}", title, errorCode: code);
        }

        letter.ForwardedTo.Add(to ?? "");
        if (letter.At("Forwarded") is null)
        {
            store.Mark(letter, "Forwarded");
        }

        return Results.Json(mail.Deliver(
            to ?? "",
            letter.Title,
            string.IsNullOrWhiteSpace(wish.ForwardingText) ? letter.Body : $"{wish.ForwardingText}\n\n---\n\n{letter.Body}",
            [.. letter.Attachments.Select(attachment => attachment.FileName)]));
    }

    private static (int Code, string Title)? Fault(Correspondence letter, ForwardWish wish, string? to)
        => to is null || !MailAddress.TryCreate(to, out var address) || address.Address != to || !address.Host.Contains('.', StringComparison.Ordinal) ? (3011, "Invalid email provided for custom recipient.")
            : to.Length > LongestAddress ? (3027, "Email address provided for forwarding correspondence exceeds 1000 characters")
            : !letter.AllowForwarding ? (1063, "Correspondence does not allow forwarding")
            : wish.ForwardingText?.Length > LongestText ? (1066, "Forwarding text cannot exceed 200 characters")
            : wish.ForwardingText?.Contains('<', StringComparison.Ordinal) == true ? (1067, "Forwarding text must be plain text")
            : letter.At("Read") is null ? (1065, "Correspondence must be read before it can be forwarded")
            : letter.ForwardedTo.Contains(to) ? (1064, "Correspondence has already been forwarded to the specified recipient")
            : null;
}

/// <summary>Where a recipient wants a message forwarded.</summary>
internal sealed record ForwardWish(string? ForwardTo, string? ForwardingText);
