using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Contacts;
using Digdir.Altinn.VendorRegistry.Mail;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Mail;

public sealed class LetterTests
{
    private static readonly LetterVendor Vendor = new(Numbers.First, "Regnskap AS");

    [Fact]
    public void Every_kind_has_a_text_of_its_own_in_three_languages()
    {
        foreach (var kind in AnnouncementKinds.All)
        {
            var text = LetterTexts.Of(kind.Name);
            text.ShouldNotBeSameAs(LetterTexts.General, kind.Name);
            foreach (var words in new[] { text.Heading, text.Body })
            {
                new[] { words.Nb, words.Nn, words.En }.ShouldAllBe(said => said.Length > 0);
                words.En.ShouldNotBe(words.Nb);
            }
        }
    }

    [Theory]
    [InlineData(nameof(ContactLanguage.Nb), "[Altinn-gatewayen] Ny varsling (brytende endring): Feltet fjernes", "Trer i kraft: 4. januar 2027 kl. 09.00 (norsk tid)", "nb")]
    [InlineData(nameof(ContactLanguage.Nn), "[Altinn-gatewayen] Ny varsling (brytande endring): Feltet fjernes", "Trer i kraft: 4. januar 2027 kl. 09.00 (norsk tid)", "nn")]
    [InlineData(nameof(ContactLanguage.En), "[Altinn gateway] New notice (breaking change): The field goes away", "Takes effect: 4 January 2027 at 09:00 (Norwegian time)", "en")]
    public void A_notice_is_told_in_the_contact_points_language_and_by_its_clock(string language, string subject, string fact, string tag)
    {
        var letter = Of("notice.published", Enum.Parse<ContactLanguage>(language), new
        {
            title = new { nb = "Feltet fjernes", en = "The field goes away" },
            kind = "breakingChange",
            effective = new DateTimeOffset(2027, 1, 4, 8, 0, 0, TimeSpan.Zero),
            operations = new[] { "dialogporten.search" },
        });
        letter.Subject.ShouldBe(subject);
        letter.Body.ShouldContain(fact);
        letter.Body.ShouldContain(": dialogporten.search\n");
        letter.Body.ShouldContain($"Regnskap AS ({Numbers.First})");
        letter.Language.ShouldBe(tag);
    }

    [Fact]
    public void A_kind_that_nobody_has_written_for_gets_the_general_text()
        => Of("something.new", ContactLanguage.En, new { }).Subject.ShouldBe("[Altinn gateway] New announcement");

    [Fact]
    public void What_a_letter_does_not_know_it_leaves_out()
    {
        var letter = Of("hold.put", ContactLanguage.Nb, new { ground = "incident", customer = "310010006", party = "urn:altinn:person:identifier-no:01017012345", nested = new { ground = "x" } });
        letter.Body.ShouldContain("Grunn: hendelse");
        letter.Body.ShouldNotContain("310010006");
        letter.Body.ShouldNotContain("01017012345");
    }

    [Theory]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"title":[],"effective":{},"products":[{}],"from":null,"link":true}""")]
    public void Data_of_any_form_make_a_letter(string data)
        => Letter.Of(Announced("notice.amended", data), ContactLanguage.Nb, Vendor).Subject.ShouldBe("[Altinn-gatewayen] Varsling endret");

    [Fact]
    public void No_title_and_no_name_can_begin_another_line_or_hide_what_is_written()
    {
        var letter = Letter.Of(
            Announced("notice.published", JsonSerializer.Serialize(new { title = "Feil\r\nBcc: andre@example.no\u2028x\u202Egnp.exe\u0000", summary = "a\r\n.\r\nb" }, AdminJson.Options)),
            ContactLanguage.Nb,
            new(Numbers.First, "Regnskap\r\nX-Injected: ja AS"));
        letter.Subject.ShouldBe("[Altinn-gatewayen] Ny varsling: Feil Bcc: andre@example.no x gnp.exe");
        letter.Body.ShouldContain("Kort: a . b\n");
        letter.Body.ShouldContain("Regnskap X-Injected: ja AS (");
    }

    [Fact]
    public void Long_texts_are_cut_between_letters()
    {
        Letter.Line(new string('x', 130), 120).ShouldBe(new string('x', 119) + "…");
        Letter.Line(new string('x', 118) + "😀😀", 120).ShouldBe(new string('x', 118) + "…");
        Of("notice.published", ContactLanguage.Nb, new { title = new string('æ', 4000) }).Subject.Length.ShouldBeLessThanOrEqualTo(200);
    }

    private static Letter Of(string kind, ContactLanguage language, object data) => Letter.Of(Announced(kind, JsonSerializer.Serialize(data, AdminJson.Options)), language, Vendor);

    private static Announcement Announced(string kind, string data)
        => new() { Id = Guid.Empty, Kind = kind, Subject = "notices/1", At = default, Data = data };
}
