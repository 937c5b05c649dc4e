using System.ComponentModel.DataAnnotations;
using Digdir.Altinn.VendorRegistry.Contacts;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Mail;

/// <summary>How mail to contact points is sent.</summary>
public sealed class MailOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Registry:Mail";

    /// <summary>The mail server that takes our mail and brings it on (RFC 6409). Without one no mail is sent.</summary>
    public string? Host { get; set; }

    /// <summary>Its port. 587 by default.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>
    /// Whether the connection must go over to TLS (STARTTLS, RFC 3207) before anything is said. True by default: a server that does not offer it gets no mail.
    /// False is only for a server on this machine, and then without a login.
    /// </summary>
    public bool Tls { get; set; } = true;

    /// <summary>Name to log in with; none without it. The server must offer <c>AUTH LOGIN</c>.</summary>
    public string? User { get; set; }

    /// <summary>The password. A secret.</summary>
    public string? Password { get; set; }

    /// <summary>The address that mail is from. Required with <see cref="Host"/>.</summary>
    public string? From { get; set; }

    /// <summary>The name that mail is from. <c>Altinn-gatewayen</c> by default.</summary>
    [Required]
    [MaxLength(100)]
    public string FromName { get; set; } = "Altinn-gatewayen";

    /// <summary>Where answers go; to <see cref="From"/> without it.</summary>
    public string? ReplyTo { get; set; }

    /// <summary>Where one asks to get no more mail, an https: or mailto: address (List-Unsubscribe, RFC 2369); a mail to <see cref="ReplyTo"/> by default.</summary>
    public Uri? Unsubscribe { get; set; }

    /// <summary>
    /// Where the servicedesk reads what is for it alone: notices that could not publish themselves, and vendors that ask for more time. Without it, it has only the
    /// admin API and the log.
    /// </summary>
    public string? Servicedesk { get; set; }

    /// <summary>The gateway's address, with which letters make whole addresses of paths. <c>Gateway:PublicAddress</c> by default; without either letters name paths.</summary>
    public Uri? PublicAddress { get; set; }

    /// <summary>Connections to the server at once. 16 by default; servers commonly let one client have 20 to 50.</summary>
    [Range(1, 256)]
    public int Connections { get; set; } = 16;

    /// <summary>Longest time for one mail, from connecting to the server's receipt. 30 s by default; 1 s to 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>What of <see cref="MailOptions"/> must fit together.</summary>
internal sealed class MailOptionsValidator : IValidateOptions<MailOptions>
{
    public ValidateOptionsResult Validate(string? name, MailOptions options)
        => options.Host is null ? ValidateOptionsResult.Success
            : !EmailAddress.TryRead(options.From, out _) ? ValidateOptionsResult.Fail("Registry:Mail:From must be one e-mail address when Registry:Mail:Host is set.")
            : options.ReplyTo is not null && !EmailAddress.TryRead(options.ReplyTo, out _) ? ValidateOptionsResult.Fail("Registry:Mail:ReplyTo must be one e-mail address.")
            : options.Servicedesk is not null && !EmailAddress.TryRead(options.Servicedesk, out _) ? ValidateOptionsResult.Fail("Registry:Mail:Servicedesk must be one e-mail address.")
            : options.PublicAddress is { } address && !(address.IsAbsoluteUri && address.Scheme is "https" or "http") ? ValidateOptionsResult.Fail("Registry:Mail:PublicAddress must be an http: or https: address.")
            : options.User is null != options.Password is null ? ValidateOptionsResult.Fail("Registry:Mail:User and Registry:Mail:Password belong together.")
            : options.FromName.Any(char.IsControl) ? ValidateOptionsResult.Fail("Registry:Mail:FromName must be one line.")
            : options.Unsubscribe is { } unsubscribe && !(unsubscribe.IsAbsoluteUri && unsubscribe.Scheme is "https" or "mailto")
                ? ValidateOptionsResult.Fail("Registry:Mail:Unsubscribe must be an https: or mailto: address.")
            : !options.Tls && (options.User is not null || options.Host is not ("localhost" or "127.0.0.1" or "::1"))
                ? ValidateOptionsResult.Fail("Registry:Mail:Tls=false is only for a mail server on this machine, without a login.")
            : ValidateOptionsResult.Success;
}
