using Digdir.Altinn.Sandbox.Mailroom;
using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Mail;
using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.Mailroom;

[Collection(SharedSandbox.Name)]
public sealed class MailroomTests(RunningSandbox sandbox)
{
    [Fact]
    public async Task What_the_gateway_mails_to_a_contact_point_is_seen_in_the_mailbox()
    {
        var vendor = await new Servicedesk(sandbox).RegisterAsync();
        var address = $"drift{vendor}@example.no";
        await new Servicedesk(sandbox).DoAsync(HttpMethod.Post, $"vendors/{vendor}/contacts", new { address, language = "nn" });
        await using var scope = sandbox.Application.Gateway.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDb>();
        var channel = scope.ServiceProvider.GetServices<IChannel>().OfType<MailChannel>().ShouldHaveSingleItem();
        var told = new Announcement { Id = Guid.NewGuid(), Kind = "hold.put", Vendor = vendor, Subject = "holds/1", At = DateTimeOffset.UnixEpoch, Data = """{"ground":"<b>incident</b>"}""" };
        var receiver = (await channel.ReceiversAsync(db, told, "", 10, CancellationToken.None)).ShouldHaveSingleItem();
        (await channel.SendAsync(db, receiver, told, 1, CancellationToken.None)).Kind.ShouldBe(OutcomeKind.Delivered);

        var mail = (await sandbox.AskStandInAsync($"/mailbox/mails?to={address}", null).JsonAsync()).AsArray()
            .Single(one => one?["fields"]?["Message-ID"].Text().Contains(told.Id.ToString("N"), StringComparison.Ordinal) == true);
        mail?["subject"].Text().ShouldBe("[Altinn-gatewayen] Sperre sett");
        mail?["body"].Text().ShouldContain("Grunn: <b>incident</b>");
        mail?["fields"]?["Auto-Submitted"].Text().ShouldBe("auto-generated");
        var page = await sandbox.Http.GetStringAsync(new Uri(sandbox.StandIns, "/mailbox"));
        page.ShouldContain("&lt;b&gt;incident&lt;/b&gt;");
        page.ShouldNotContain("<b>incident");
    }

    [Theory]
    [InlineData("=?utf-8?B?VmFyc2VsOiBicnl0ZW5kZSBlbmRyaW5nIMOmw7jDpSB4eHh4?= =?utf-8?B?eHh4?=", "Varsel: brytende endring æøå xxxxxxx")]
    [InlineData("Plain words", "Plain words")]
    [InlineData("=?utf-8?B?not-base64!?=", "not-base64!")]
    public void A_subject_is_read_as_it_was_written(string field, string subject)
        => ReceivedMail.Of(1, default, new SmtpMail("", ["a@b.no"], $"Subject: {field.Replace("= =", "=\r\n =", StringComparison.Ordinal)}\r\n\r\nHei\r\n", false)).Subject.ShouldBe(subject);
}
