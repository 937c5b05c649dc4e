using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Sandbox.Mailroom;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Notices;
using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Signing;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static Digdir.Altinn.VendorRegistry.Tests.Notices.NoticeCalls;

namespace Digdir.Altinn.VendorRegistry.Tests.Announcements;

/// <summary>What happens in the registry reaches webhooks and mail by itself: with the right kinds, the data that are promised, and letters that say what those data tell.</summary>
public sealed partial class ToldEverywhereTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Effective = Monday.AddDays(56);

    private readonly ConcurrentQueue<SmtpMail> _mails = [];
    private readonly ManualClock _clock = new(Monday);
    private TestDatabase? _database;
    private RegistryHost? _registry;
    private SmtpReceiver? _server;
    private TestReceiver? _webhook;

    private RegistryHost Registry => _registry ?? throw new InvalidOperationException("Not started.");

    private HttpClient Desk => Registry.AsEveryone();

    private HttpClient Vendor => Registry.AsVendor(Numbers.First);

    public async Task InitializeAsync()
    {
        _server = SmtpReceiver.Start(0, _mails.Enqueue);
        _webhook = await TestReceiver.StartAsync();
        _database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        _registry = await RegistryHost.StartAsync(_database, _clock, new()
        {
            ["Outgoing:AllowLoopback"] = "true",
            ["Signing:Keys:0"] = StandardWebhook.Write(StandardWebhook.PrivatePrefix, Encoding.ASCII.GetBytes("TESTSIGNINGKEYDONOTUSETHISFORANY")),
            ["Gateway:PublicAddress"] = "https://gateway.example/",
            ["Registry:Mail:Host"] = "127.0.0.1",
            ["Registry:Mail:Port"] = $"{_server.Port}",
            ["Registry:Mail:Tls"] = "false",
            ["Registry:Mail:From"] = "varsel@gateway.example",
            ["Registry:Mail:Servicedesk"] = "servicedesk@gateway.example",
        });
        await Desk.RegisterVendorAsync(Numbers.First);
        await Desk.RegisterVendorAsync(Numbers.Second);
        foreach (var (address, language) in new[] { ("drift@example.no", "nb"), ("ops@example.no", "en") })
        {
            (await Vendor.PostAsJsonAsync("/vendor/v1/contacts", new { address, language })).StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        var made = await Vendor.PostAsJsonAsync("/vendor/v1/webhooks", new { url = _webhook.Address, topics = new[] { "notices", "standing", "levels", "holds", "terms" } });
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        await SettledAsync();
    }

    public async Task DisposeAsync()
    {
        await Registry.DisposeAsync();
        await (_webhook?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_database?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task Holds_and_what_they_do_to_the_standing()
    {
        var hold = await Desk.PutHoldAsync(Numbers.First, new { ground = "excessivePolling", reason = "Sjekker hvert sekund", product = "melding", environment = "production" });
        await Desk.PutHoldAsync(Numbers.Second);
        await SettledAsync();

        var put = Told("hold.put");
        put.GetProperty("subject").GetString().ShouldBe($"vendors/{Numbers.First}/holds/{hold}");
        Members(put).ShouldBe(["hold", "ground", "clause", "from", "product", "environment"]);
        Letter("nb", "Sperre satt").ShouldBe("""
            Det er satt en sperre: kall som den gjelder, blir avvist til den er løftet eller utløpt. Se /vendor/v1/standing.

            Fra: 2. november 2026 kl. 09.00 (norsk tid)
            Produkt: Altinn Melding
            Miljø: produksjon
            Grunn: overdreven polling
            Punkt i bruksvilkårene: 1.2.4
            """);
        Letter("en", "Hold put").ShouldBe("""
            A hold has been put: calls that it covers are refused until it is lifted or has lapsed. See /vendor/v1/standing.

            From: 2 November 2026 at 09:00 (Norwegian time)
            Product: Altinn Melding
            Environment: production
            Ground: excessive polling
            Clause of the terms: 1.2.4
            """);
        var standing = Told("standing.changed").GetProperty("data");
        (standing.GetProperty("cause").GetString(), standing.GetProperty("link").GetString()).ShouldBe(("holdPut", "/vendor/v1/standing"));
        Letter("nb", "Statusen deres er endret").ShouldBe("""
            Det systemene deres har lov til akkurat nå, er endret. Se /vendor/v1/standing.

            Årsak: sperre satt
            Produkt: Altinn Melding
            Miljø: produksjon
            I leverandørens API: https://gateway.example/vendor/v1/standing
            """);

        _clock.Step(Monday.AddHours(2));
        await Desk.LiftHoldAsync(Numbers.First, hold);
        await SettledAsync();

        Told("hold.lifted").GetProperty("data").GetProperty("liftedAt").GetDateTimeOffset().ShouldBe(Monday.AddHours(2));
        Letter("nb", "Sperre løftet").ShouldContain("\nLøftet: 2. november 2026 kl. 11.00 (norsk tid)\n");
        Letter("en", "Hold lifted").ShouldContain("\nLifted: 2 November 2026 at 11:00 (Norwegian time)\n");
        _mails.ShouldAllBe(mail => !mail.Text.Contains(Numbers.Second));
    }

    [Fact]
    public async Task Levels_on_their_way_up_and_down()
    {
        // The ladder tells of the step, and that the vendor is to be told in writing: to the vendor that is one thing.
        await ReachAsync(Level.Clear, Level.Notice, Monday.AddDays(14), ConductEventKind.LevelRisen, ConductEventKind.NoticeDue);
        _webhook.ShouldNotBeNull().Got.Count(one => one.Type.Contains("level.changed")).ShouldBe(1);
        var risen = Told("level.changed");
        risen.GetProperty("subject").GetString().ShouldBe($"vendors/{Numbers.First}/levels/dialogporten/list");
        Members(risen).ShouldBe(["product", "readClass", "from", "to", "at", "deadline", "evidence"]);
        Letter("nb", "Nytt trinn for unødige kall").ShouldBe("""
            Systemet deres spør oftere enn nødvendig, og trinnet er hevet. /vendor/v1/usage viser hva som skjer, hva som kan erstatte kallene, og hvordan dere klager.

            Fra: ingen
            Til: 1, varsel
            Frist: 16. november 2026 kl. 09.00 (norsk tid)
            Produkt: Dialogporten
            Lesegruppe: oversikter og søk
            """);

        _mails.Clear();
        await ReachAsync(Level.Soft, Level.Clear, deadline: null, ConductEventKind.LevelFallen);
        Letter("en", "New level for avoidable calls").ShouldBe("""
            The level for avoidable calls has fallen. /vendor/v1/usage shows what happens, what could replace the calls, and how to appeal.

            From: 2, reads are slowed
            To: none
            Product: Dialogporten
            Read group: overviews and searches
            """);
    }

    [Fact]
    public async Task The_emergency_brake()
    {
        var at = Monday.ToUnixTimeMilliseconds();
        await HearAsync(
            new ConductEvent { Id = Guid.NewGuid(), At = at, Kind = ConductEventKind.Braked, Shadow = true },
            new ConductEvent { Id = Guid.NewGuid(), At = at, Kind = ConductEventKind.Braked, Deadline = Monday.AddHours(1).ToUnixTimeMilliseconds(), PerHour = 240.7 });
        Members(Told("brake.pulled")).ShouldBe(["from", "until", "perHour", "evidence"]);
        Letter("nb", "Nødbremsen er på").ShouldBe("""
            Nødbremsen er slått på for kallene deres: fram til tidspunktet under slipper bare så mange kall i timen gjennom. /vendor/v1/usage viser hva som skjer, hva som kan erstatte kallene, og hvordan dere klager.

            Fra: 2. november 2026 kl. 09.00 (norsk tid)
            Til: 2. november 2026 kl. 10.00 (norsk tid)
            Kall i timen: 240
            """);

        await HearAsync(new ConductEvent { Id = Guid.NewGuid(), At = at, Kind = ConductEventKind.BrakeReleased });
        Letter("en", "The emergency brake is off").ShouldStartWith("The emergency brake is off for your calls.");
        _webhook.ShouldNotBeNull().Got.Select(one => one.Type).ShouldBe(["no.altinn.gateway.webhook.test.v1", "no.altinn.gateway.brake.pulled.v1", "no.altinn.gateway.brake.released.v1"]);
    }

    [Fact]
    public async Task New_terms_and_new_dates_for_them()
    {
        var terms = new { version = "003", inForceFrom = Monday.AddDays(30), acceptanceDue = (DateTimeOffset?)Monday.AddDays(60), changeLogNb = "Nytt", changeLogEn = "New" };
        (await Desk.PostAsJsonAsync("/admin/v1/terms", terms)).StatusCode.ShouldBe(HttpStatusCode.Created);
        await SettledAsync();
        Members(Told("terms.published")).ShouldBe(["version", "inForceFrom", "acceptanceDue"]);
        Letter("nb", "Ny versjon av bruksvilkårene").ShouldBe("""
            Det er kommet en ny versjon av bruksvilkårene. En representant for virksomheten må akseptere den innen fristen.

            Gjelder fra: 2. desember 2026 kl. 09.00 (norsk tid)
            Frist for å akseptere: 1. januar 2027 kl. 09.00 (norsk tid)
            Versjon: 003
            """);

        // The words alone are no news; dates are.
        (await Desk.UpdateAsync(HttpMethod.Put, "/admin/v1/terms/003", new { terms.inForceFrom, terms.acceptanceDue, changeLogNb = "Nyere", changeLogEn = "Newer" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Desk.UpdateAsync(HttpMethod.Put, "/admin/v1/terms/003", new { terms.inForceFrom, changeLogNb = "Nyere", changeLogEn = "Newer" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await SettledAsync();
        Members(Told("terms.changed")).ShouldBe(["version", "inForceFrom"]);
        Letter("en", "New dates for the terms of use").ShouldBe("""
            The dates of a version of the terms of use have changed. Acceptance of an earlier version still holds.

            In force from: 2 December 2026 at 09:00 (Norwegian time)
            Version: 003
            """);
    }

    [Fact]
    public async Task A_breaking_change_its_reminders_and_the_answer_to_a_wish()
    {
        var path = await Desk.PublishedAsync(Change(Effective));
        var own = $"/vendor/v1/notices/{path.Split('/')[^1]}";
        await SettledAsync();
        var published = Told("notice.published");
        Members(published).ShouldBe(["id", "kind", "state", "phase", "title", "effective", "environments", "products", "operations", "removes", "successor", "page", "link"]);
        published.EnumerateObject().Select(member => member.Name).ShouldBe(["specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data"]);
        Letter("nb", "Ny varsling (brytende endring): Søket fjernes").ShouldBe("""
            Det er publisert en varsling. Undersøk om systemet deres bruker det den gjelder, gjør endringen i tide, og kvitter i leverandørens eget API – eller be om mer tid der.

            Slag: brytende endring
            Siste nytt: publisert
            Trer i kraft: 28. desember 2026 kl. 09.00 (norsk tid)
            Produkter: Dialogporten
            Operasjoner: dialogporten.dialogs.search
            Bruk i stedet: https://gateway.example/dialogporten/api/v2/enduser/dialogs
            Miljøer: testmiljøet, produksjon
            Les mer: https://gateway.example/notices/{id}
            I leverandørens API: https://gateway.example/vendor/v1/notices/{id}
            """);

        await RemindAsync(14);
        Letter("en", "Reminder of a notice: Søket fjernes (en)").ShouldBe("""
            Your system still uses what a notice concerns, and the notice has not been acknowledged. Make the change in time and acknowledge it in the vendor's own API, or ask for more time there.

            Takes effect: 28 December 2026 at 09:00 (Norwegian time)
            Days left: 14
            Calls in the last seven days: 5
            Read more: https://gateway.example/notices/{id}
            In the vendor's API: https://gateway.example/vendor/v1/notices/{id}
            """);

        var wish = new { until = Effective.AddDays(30), reason = "Kundene oppdaterer hvert kvartal." };
        for (var twice = 0; twice < 2; twice++)
        {
            (await Vendor.PostAsJsonAsync($"{own}/more-time", wish)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await SettledAsync();
        Letter("nb", "Ønske om mer tid: Søket fjernes", "servicedesk@gateway.example").ShouldBe($$"""
            En leverandør ber om mer tid til en varslet endring. Begrunnelsen står i admin-API-et, og leverandøren venter på svar der.

            Leverandør: {{Numbers.First}}
            Ønsket tid: 27. januar 2027 kl. 09.00 (norsk tid)
            Trer i kraft: 28. desember 2026 kl. 09.00 (norsk tid)
            I admin-API-et: /admin/v1/notices/{id}/answers
            """);
        (await Desk.PostAsJsonAsync($"{path}/answers/{Numbers.First}/reply", new { wishedUntil = wish.until, outcome = "declined", reply = "Dessverre." })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await SettledAsync();
        Members(Told("notice.answered")).ShouldBe(["id", "title", "wishedUntil", "outcome", "effective", "page", "link"]);
        Letter("nb", "Svar på ønske om mer tid: Søket fjernes").ShouldBe("""
            Vi har svart på ønsket deres om mer tid. Begrunnelsen står i leverandørens eget API.

            Svar: avslått
            Ønsket tid: 27. januar 2027 kl. 09.00 (norsk tid)
            Trer i kraft: 28. desember 2026 kl. 09.00 (norsk tid)
            Les mer: https://gateway.example/notices/{id}
            I leverandørens API: https://gateway.example/vendor/v1/notices/{id}
            """);

        // It has answered by now: the last days' reminder is a milder one.
        _mails.Clear();
        await RemindAsync(3);
        Letter("nb", "Påminnelse om varsling: Søket fjernes").ShouldStartWith("Dere har kvittert for en varsling, og systemet deres bruker fortsatt det den gjelder.");
        Letter("en", "Reminder of a notice: Søket fjernes (en)").ShouldStartWith("You have acknowledged a notice, and your system still uses what it concerns.");
        _webhook.ShouldNotBeNull().Got.ShouldAllBe(one => !one.Type.Contains("wish"));
    }

    [Fact]
    public async Task An_emergency_says_why_it_is_one()
    {
        var path = await Desk.DraftAsync(Change(Monday.AddDays(2), ("emergencyGround", "seriousIncident"), ("groundReason", "Nøkler på avveie")));
        await Registry.AsAnother().DoneAsync(path, "approve", new { emergencyGround = "seriousIncident" });
        await Desk.DoneAsync(path, "publish");
        await SettledAsync();

        Told("notice.published").GetProperty("data").GetProperty("emergencyGround").GetString().ShouldBe("seriousIncident");
        Letter("nb", "Ny varsling (brytende endring): Søket fjernes").ShouldContain("\nVarslet på kort tid på grunn av: en alvorlig hendelse\n");
        Letter("en", "New notice (breaking change): Søket fjernes (en)").ShouldContain("\nOn short notice because of: a serious incident\n");
        _mails.ShouldAllBe(mail => !Body(mail).Contains("avveie"));
    }

    [Fact]
    public async Task Maintenance_and_incidents_from_beginning_to_end()
    {
        var works = await Desk.PublishedAsync(Works(Monday.AddDays(7), Monday.AddDays(7).AddHours(2)));
        await Desk.DoneAsync(works, "withdraw", new { text = Words("Avlyst.") });
        var incident = await Desk.PublishedAsync(new { kind = "incident", title = Words("Meldinger kommer sent"), text = Words("Vi leter."), environments = Both, products = new[] { "melding" } });
        await Desk.DoneAsync(incident, "updates", new { phase = "monitoring", text = Words("Rettet.") });
        await Desk.DoneAsync(incident, "complete", new { text = Words("Over.") });
        await SettledAsync();

        Letter("nb", "Ny varsling (vedlikehold): Oppgradering").ShouldBe("""
            Det er publisert en varsling. Undersøk om systemet deres bruker det den gjelder.

            Slag: vedlikehold
            Siste nytt: publisert
            Starter: 9. november 2026 kl. 09.00 (norsk tid)
            Slutter: 9. november 2026 kl. 11.00 (norsk tid)
            Produkter: Altinn Melding
            Miljøer: produksjon
            Les mer: https://gateway.example/notices/{id}
            I leverandørens API: https://gateway.example/vendor/v1/notices/{id}
            """);
        Letter("en", "Notice withdrawn (maintenance): Oppgradering (en)").ShouldStartWith("A notice has been withdrawn: what was announced no longer applies.");
        Letter("en", "Notice changed (incident): Meldinger kommer sent (en)").ShouldContain("\nLatest: mended, being watched\nBegan: 2 November 2026 at 09:00 (Norwegian time)\n");
        Letter("nb", "Varsling avsluttet (hendelse): Meldinger kommer sent").ShouldStartWith("Hendelsen er over.");
        Members(Told("notice.completed")).ShouldBe(["id", "kind", "state", "phase", "title", "effective", "ends", "environments", "products", "operations", "page", "link"]);
    }

    [Fact]
    public async Task A_notice_that_could_not_publish_itself_is_the_servicedesks_to_know()
    {
        var path = await Desk.DraftAsync(Change(Effective.AddDays(1)));
        await Desk.DoneAsync(path, "schedule", new { publishAt = Monday.AddHours(1) });
        _clock.Step(Monday.AddDays(2));
        await Registry.Services.GetRequiredService<NoticeTimes>().RunAsync(CancellationToken.None);
        await SettledAsync();

        (await Desk.GetJsonAsync(path)).GetProperty("obstacle").GetString().ShouldBe("REG-00020");
        Letter("nb", "Varsling ble ikke publisert (brytende endring): Søket fjernes", "servicedesk@gateway.example").ShouldBe("""
            En varsling som skulle publisere seg selv, ble holdt tilbake fordi reglene ikke lenger tillater den. Den blir stående til noen endrer den eller planlegger den på nytt.

            Slag: brytende endring
            Skulle publiseres: 2. november 2026 kl. 10.00 (norsk tid)
            Hindring: Endringen er varslet for sent
            Kode: REG-00020
            Trer i kraft: 29. desember 2026 kl. 09.00 (norsk tid)
            I admin-API-et: /admin/v1/notices/{id}
            """);
        _mails.Count.ShouldBe(1, "no vendor hears of what is not public");
        _webhook.ShouldNotBeNull().Got.ShouldAllBe(one => one.Type.Contains("webhook.test"));
    }

    private Task ReachAsync(Level from, Level to, DateTimeOffset? deadline, params ConductEventKind[] kinds) => HearAsync([.. kinds.Select(kind => new ConductEvent
    {
        Id = Guid.NewGuid(),
        At = _clock.GetUtcNow().ToUnixTimeMilliseconds(),
        Kind = kind,
        Group = new ReadGroup("dialogporten", ReadClass.List),
        From = from,
        To = to,
        Deadline = deadline?.ToUnixTimeMilliseconds() ?? 0,
    })]);

    private async Task HearAsync(params ConductEvent[] events)
    {
        await Registry.Services.GetRequiredService<IConductListener>().HearAsync(VendorId.Parse(Numbers.First), events, CancellationToken.None);
        await SettledAsync();
    }

    private async Task RemindAsync(int daysBefore)
    {
        _clock.Step(Effective.AddDays(-daysBefore));
        await Registry.CallAsync(Numbers.First, _clock.GetUtcNow(), 5);
        await Registry.Services.GetRequiredService<NoticeTimes>().RunAsync(CancellationToken.None);
        await SettledAsync();
    }

    /// <summary>Waits until everything that was announced has been brought to everybody: the clock may be moved then.</summary>
    private Task SettledAsync() => Eventually.TrueAsync(async () =>
    {
        await using var db = (_database ?? throw new InvalidOperationException("Not started.")).Open();
        var newest = await db.Announcements.MaxAsync(row => (long?)row.Sequence) ?? 0;
        var cursors = await db.OutboxCursors.Where(row => row.Announcement >= newest).CountAsync();
        return cursors == 3 && !await db.Deliveries.AnyAsync(row => row.State == DeliveryState.Pending);
    });

    /// <summary>The newest event of a kind that came to the webhook.</summary>
    private JsonElement Told(string kind) => (_webhook?.Got ?? []).Last(one => one.Type == $"no.altinn.gateway.{kind}.v1").Event;

    private static IEnumerable<string> Members(JsonElement told) => told.GetProperty("data").EnumerateObject().Select(member => member.Name);

    /// <summary>What the only mail with a heading says to one receiver, without its ends, and with ids hidden.</summary>
    private string Letter(string language, string heading, string? to = null)
    {
        var address = to ?? (language == "en" ? "ops@example.no" : "drift@example.no");
        var mails = _mails.Where(mail => mail.To.Contains(address)).Select(Body)
            .Select(text => Ids().Replace(text.ReplaceLineEndings("\n"), "{id}")).ToList();
        var found = mails.Where(text => text.StartsWith($"{heading}\n\n", StringComparison.Ordinal)).ToList();
        found.Count.ShouldBe(1, $"{heading}: {string.Join("\n---\n", mails)}");
        var end = found[0].IndexOf(language == "en" ? "\n\nReference: " : "\n\nReferanse: ", StringComparison.Ordinal);
        return found[0][(heading.Length + 2)..end];
    }

    private static string Body(SmtpMail mail) => Encoding.UTF8.GetString(Convert.FromBase64String(mail.Text[mail.Text.IndexOf("\r\n\r\n", StringComparison.Ordinal)..]));

    [GeneratedRegex("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ids();
}
