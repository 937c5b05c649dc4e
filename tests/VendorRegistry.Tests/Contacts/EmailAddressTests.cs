using Digdir.Altinn.VendorRegistry.Contacts;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Contacts;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("drift@example.no", "drift@example.no")]
    [InlineData("Drift.Vakt+altinn@Mail.Example.NO", "Drift.Vakt+altinn@mail.example.no")]
    [InlineData("o'neil@xn--bl-zia.no", "o'neil@xn--bl-zia.no")]
    public void A_plain_address_is_taken_with_its_host_in_lower_case(string text, string address)
    {
        EmailAddress.TryRead(text, out var read).ShouldBeTrue();
        read.ShouldBe(address);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("drift")]
    [InlineData("@example.no")]
    [InlineData("drift@")]
    [InlineData("drift@localhost")]
    [InlineData("drift@10.0.0.1")]
    [InlineData("drift@[10.0.0.1]")]
    [InlineData("Drift <drift@example.no>")]
    [InlineData("\"drift vakt\"@example.no")]
    [InlineData("drift@example.no,andre@example.no")]
    [InlineData("drift@example.no\r\nBcc: andre@example.no")]
    [InlineData("drift@example.no>\r\nRCPT TO:<andre@example.no")]
    [InlineData("drift@exa\u0000mple.no")]
    [InlineData("drift..vakt@example.no")]
    [InlineData(".drift@example.no")]
    [InlineData("drift@example..no")]
    [InlineData("drift@-example.no")]
    [InlineData("blå@example.no")]
    [InlineData("drift@blå.no")]
    [InlineData("a@b@example.no")]
    public void Whatever_could_be_more_than_one_address_is_not_taken(string? text) => EmailAddress.TryRead(text, out _).ShouldBeFalse();

    [Fact]
    public void No_address_is_longer_than_SMTP_carries()
    {
        EmailAddress.TryRead(new string('a', 65) + "@example.no", out _).ShouldBeFalse();
        EmailAddress.TryRead("a@" + string.Concat(Enumerable.Repeat(new string('b', 60) + ".", 5)) + "no", out _).ShouldBeFalse();
    }
}
