using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Digdir.Altinn.Sandbox.Mailroom;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Mail;
using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Mail;

/// <summary>Mail that goes over a real connection to a mail server that takes everything.</summary>
public sealed class MailChannelTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<SmtpMail> _mails = [];
    private TestDatabase? _database;
    private RegistryHost? _registry;

    private TestDatabase Database => _database ?? throw new InvalidOperationException("Not started.");

    private RegistryHost Registry => _registry ?? throw new InvalidOperationException("Not started.");

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        _registry = await RegistryHost.StartAsync(_database);
        await Registry.As("caseworker").RegisterVendorAsync(Numbers.First);
        await Registry.As("caseworker").RegisterVendorAsync(Numbers.Second);
    }

    public async Task DisposeAsync()
    {
        await Registry.DisposeAsync();
        await Database.DisposeAsync();
    }

    [Fact]
    public async Task A_contact_point_gets_a_mail_that_says_what_it_is_and_is_known_again_when_it_comes_twice()
    {
        await using var server = SmtpReceiver.Start(0, _mails.Enqueue);
        await AddAsync(Numbers.First, "drift@example.no");
        var told = Told(AnnouncementKinds.NoticePublished, null, """{"title":"Feltet «ærlig» fjernes"}""");

        (await SendAsync(server, told)).ShouldBe([Outcomes.Delivered]);
        (await SendAsync(server, told)).ShouldBe([Outcomes.Delivered]);

        _mails.Count.ShouldBe(2);
        var (first, second) = (Fields(_mails.First().Text), Fields(_mails.Last().Text));
        first["Message-ID"].ShouldBe(second["Message-ID"]);
        first["Message-ID"].ShouldEndWith("@gateway.example>");
        first["To"].ShouldBe("drift@example.no");
        first["From"].ShouldContain("<varsel@gateway.example>");
        first["Reply-To"].ShouldBe("servicedesk@gateway.example");
        first["Auto-Submitted"].ShouldBe("auto-generated");
        first["Content-Language"].ShouldBe("nb");
        first["List-Unsubscribe"].ShouldBe("<mailto:servicedesk@gateway.example?subject=unsubscribe>");
        Body(_mails.First().Text).ShouldContain("Ny varsling: Feltet «ærlig» fjernes");
    }

    [Fact]
    public async Task What_is_for_one_vendor_goes_to_that_vendor_and_each_contact_point_hears_what_it_wants()
    {
        await using var server = SmtpReceiver.Start(0, _mails.Enqueue);
        await AddAsync(Numbers.First, "alt@example.no");
        await AddAsync(Numbers.First, "sperrer@example.no", "holds");
        await AddAsync(Numbers.First, "varsler@example.no", "notices", "terms");
        await AddAsync(Numbers.Second, "andre@example.no");

        await SendAsync(server, Told(AnnouncementKinds.HoldPut, Numbers.First, """{"ground":"incident"}"""));
        Receivers().ShouldBe(["alt@example.no", "sperrer@example.no"], ignoreOrder: true);

        _mails.Clear();
        await SendAsync(server, Told(AnnouncementKinds.NoticePublished, null, "{}"));
        Receivers().ShouldBe(["alt@example.no", "varsler@example.no", "andre@example.no"], ignoreOrder: true);

        IEnumerable<string> Receivers() => _mails.Select(mail => mail.To.ShouldHaveSingleItem());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Receivers_come_in_parts_in_the_order_of_their_keys(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        await registry.As("caseworker").RegisterVendorAsync(Numbers.First);
        for (var i = 0; i < 7; i++)
        {
            (await registry.AsVendor(Numbers.First).PostAsJsonAsync("/vendor/v1/contacts", new { address = $"drift{i}@example.no", topics = i == 3 ? ["levels"] : Array.Empty<string>() })).StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        await using var db = database.Open();
        var channel = Channel(port: 1);
        var told = Told(AnnouncementKinds.NoticePublished, null, "{}");
        var keys = new List<string>();
        while (await channel.ReceiversAsync(db, told, keys.LastOrDefault(""), 2, CancellationToken.None) is { Count: > 0 } part)
        {
            part.Count.ShouldBeLessThanOrEqualTo(2);
            keys.AddRange(part.Select(receiver => receiver.Key));
            part.ShouldAllBe(receiver => receiver.Vendor == Numbers.First);
        }

        keys.Count.ShouldBe(6, "one of them wants something else");
        keys.ShouldBe(keys.Order(StringComparer.Ordinal));
        keys.ShouldBeUnique();
    }

    [Theory]
    [InlineData("RCPT", "550 5.1.1 no such mailbox drift@example.no", nameof(OutcomeKind.Rejected), 550)]
    [InlineData("RCPT", "450 4.2.1 busy", nameof(OutcomeKind.Failed), 450)]
    [InlineData("MAIL", "451 4.3.0 later", nameof(OutcomeKind.Failed), 451)]
    [InlineData("MAIL", "550 5.7.1 sender refused", nameof(OutcomeKind.Failed), 550)]
    [InlineData(".", "554 5.7.1 refused", nameof(OutcomeKind.Rejected), 554)]
    [InlineData(".", "452 4.3.1 full", nameof(OutcomeKind.Failed), 452)]
    [InlineData("EHLO", "421 4.3.2 closing", nameof(OutcomeKind.Failed), 421)]
    public async Task What_the_server_says_decides_and_only_what_is_said_of_the_receiver_or_the_mail_is_for_good(string verb, string answer, string outcome, int status)
    {
        await using var server = SmtpReceiver.Start(0, _mails.Enqueue, new()
        {
            Answer = line => line.StartsWith(verb, StringComparison.Ordinal) || (verb == "EHLO" && line.StartsWith("HELO", StringComparison.Ordinal)) ? answer : null,
        });
        await AddAsync(Numbers.First, "drift@example.no");
        var came = (await SendAsync(server, Told(AnnouncementKinds.NoticePublished, null, "{}"))).ShouldHaveSingleItem();
        came.Kind.ShouldBe(Enum.Parse<OutcomeKind>(outcome));
        came.Status.ShouldBe(status);
        (came.Reason ?? "").ShouldNotContain("example.no");
        _mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_hangs_is_left_after_the_time_out_and_one_that_is_gone_fails()
    {
        var clock = new ManualClock();
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var accepting = silent.AcceptTcpClientAsync();
        await AddAsync(Numbers.First, "drift@example.no");
        await using var db = Database.Open();
        var channel = Channel(((IPEndPoint)silent.LocalEndpoint).Port, clock: clock);
        var told = Told(AnnouncementKinds.NoticePublished, null, "{}");
        var receiver = (await channel.ReceiversAsync(db, told, "", 10, CancellationToken.None)).ShouldHaveSingleItem();
        var sending = channel.SendAsync(db, receiver, told, 1, CancellationToken.None);
        using (await accepting)
        {
            clock.Advance(TimeSpan.FromSeconds(31));
            (await sending).ShouldBe(new Outcome(OutcomeKind.Failed, Reason: "timeout"));
        }

        silent.Stop();
        (await channel.SendAsync(db, receiver, told, 2, CancellationToken.None)).ShouldBe(new Outcome(OutcomeKind.Failed, Reason: "connection"));
    }

    [Fact]
    public async Task Without_TLS_or_with_a_certificate_that_nobody_vouches_for_nothing_is_said()
    {
        await AddAsync(Numbers.First, "drift@example.no");
        var told = Told(AnnouncementKinds.NoticePublished, null, "{}");
        await using var bare = SmtpReceiver.Start(0, _mails.Enqueue);
        (await SendAsync(bare, told, tls: true)).ShouldHaveSingleItem().Kind.ShouldBe(OutcomeKind.Failed);

        using var certificate = Certificate();
        await using var unknown = SmtpReceiver.Start(0, _mails.Enqueue, new() { Certificate = certificate });
        (await SendAsync(unknown, told, tls: true)).ShouldBe([new Outcome(OutcomeKind.Failed, Reason: "tls")]);
        _mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_login_is_sent_where_one_is_demanded_and_a_false_one_only_waits()
    {
        await using var server = SmtpReceiver.Start(0, _mails.Enqueue, new() { Login = ("gateway", "hemmelig") });
        await AddAsync(Numbers.First, "drift@example.no");
        var told = Told(AnnouncementKinds.NoticePublished, null, "{}");
        (await SendAsync(server, told, login: ("gateway", "feil"))).ShouldHaveSingleItem().Kind.ShouldBe(OutcomeKind.Failed);
        (await SendAsync(server, told, login: ("gateway", "hemmelig"))).ShouldBe([Outcomes.Delivered]);
        _mails.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Many_mails_go_over_few_connections()
    {
        await using var server = SmtpReceiver.Start(0, _mails.Enqueue);
        await AddAsync(Numbers.First, "drift@example.no");
        await using var db = Database.Open();
        var channel = Channel(server.Port, clock: new ManualClock());
        var told = Told(AnnouncementKinds.NoticePublished, null, "{}");
        var receiver = (await channel.ReceiversAsync(db, told, "", 10, CancellationToken.None)).ShouldHaveSingleItem();
        for (var i = 0; i < 20; i++)
        {
            (await channel.SendAsync(db, receiver, told, 1, CancellationToken.None)).Kind.ShouldBe(OutcomeKind.Delivered);
        }

        (_mails.Count, server.Connections).ShouldBe((20, 1));
    }

    [Fact]
    public async Task A_contact_point_that_is_gone_gets_nothing_more_and_without_a_server_nobody_does()
    {
        await using var server = SmtpReceiver.Start(0, _mails.Enqueue);
        await AddAsync(Numbers.First, "drift@example.no");
        var told = Told(AnnouncementKinds.NoticePublished, null, "{}");
        await using var db = Database.Open();
        var channel = Channel(server.Port);
        (await channel.SendAsync(db, new Receiver(Guid.NewGuid().ToString(), Numbers.First), told, 1, CancellationToken.None)).Kind.ShouldBe(OutcomeKind.Gone);
        var off = Registry.Services.GetServices<IChannel>().OfType<MailChannel>().ShouldHaveSingleItem();
        (await off.ReceiversAsync(db, told, "", 10, CancellationToken.None)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Registry:Mail:From must", "Host=mail.example.no")]
    [InlineData("Registry:Mail:Tls=false", "Host=mail.example.no", "From=a@b.no", "Tls=false")]
    [InlineData("Registry:Mail:Tls=false", "Host=127.0.0.1", "From=a@b.no", "Tls=false", "User=u", "Password=p")]
    [InlineData("belong together", "Host=mail.example.no", "From=a@b.no", "User=u")]
    [InlineData("Registry:Mail:ReplyTo", "Host=mail.example.no", "From=a@b.no", "ReplyTo=Kari <a@b.no>")]
    [InlineData("Registry:Mail:Unsubscribe", "Host=mail.example.no", "From=a@b.no", "Unsubscribe=http://b.no/")]
    public async Task Settings_that_do_not_fit_together_stop_the_start(string because, params string[] settings)
    {
        var fault = await Should.ThrowAsync<OptionsValidationException>(() => RegistryHost.StartAsync(
            Database, settings: settings.ToDictionary(setting => $"Registry:Mail:{setting.Split('=', 2)[0]}", string? (setting) => setting.Split('=', 2)[1])));
        fault.Message.ShouldContain(because);
    }

    private async Task AddAsync(string vendor, string address, params string[] topics)
        => (await Registry.AsVendor(vendor).PostAsJsonAsync("/vendor/v1/contacts", new { address, topics })).StatusCode.ShouldBe(HttpStatusCode.Created);

    private async Task<List<Outcome>> SendAsync(SmtpReceiver server, Announcement told, bool tls = false, (string, string)? login = null)
    {
        await using var db = Database.Open();
        var channel = Channel(server.Port, tls, login);
        var outcomes = new List<Outcome>();
        foreach (var receiver in await channel.ReceiversAsync(db, told, "", 100, CancellationToken.None))
        {
            outcomes.Add(await channel.SendAsync(db, receiver, told, 1, CancellationToken.None));
        }

        return outcomes;
    }

    private static MailChannel Channel(int port, bool tls = false, (string User, string Password)? login = null, TimeProvider? clock = null)
    {
        var options = Options.Create(new MailOptions
        {
            Host = "localhost", Port = port, Tls = tls, From = "varsel@gateway.example", ReplyTo = "servicedesk@gateway.example", User = login?.User, Password = login?.Password,
        });
        return new MailChannel(new MailSender(options, clock ?? TimeProvider.System), options);
    }

    private static Announcement Told(AnnouncementKind kind, string? vendor, string data)
        => new() { Id = new Guid("019a44b1-6c00-7000-8000-000000000009"), Kind = kind.Name, Vendor = vendor, Subject = "x/1", At = default, Data = data };

    private static Dictionary<string, string> Fields(string mail)
        => mail[..mail.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n")
            .Select(line => line.Split(": ", 2)).ToDictionary(field => field[0], field => field[1], StringComparer.OrdinalIgnoreCase);

    private static string Body(string mail) => Encoding.UTF8.GetString(Convert.FromBase64String(mail[mail.IndexOf("\r\n\r\n", StringComparison.Ordinal)..]));

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2120, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private static class Outcomes
    {
        public static readonly Outcome Delivered = new(OutcomeKind.Delivered, Status: 250);
    }
}
