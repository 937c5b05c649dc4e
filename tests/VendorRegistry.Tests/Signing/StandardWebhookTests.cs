using System.Text;
using Digdir.Altinn.VendorRegistry.Signing;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Signing;

public sealed class StandardWebhookTests
{
    private const string Message = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1_614_265_330);
    private static readonly byte[] Text = StandardWebhook.SignedText(Message, At, """{"test": 2432232314}"""u8);

    [Fact]
    public void A_symmetric_signature_is_as_the_published_vector_has_it()
        => StandardWebhook.SignSymmetric(Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), Text).ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

    [Theory]
    [InlineData("VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=")]
    [InlineData("whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=")]
    public void An_asymmetric_signature_is_as_the_published_vector_has_it(string key)
    {
        var seed = StandardWebhook.ReadPrivate(key).ShouldNotBeNull();
        var signature = StandardWebhook.SignAsymmetric(seed, Text);
        signature.ShouldBe("v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag==");
        Ed25519.Verify(Ed25519.PublicKeyOf(seed), Text, Convert.FromBase64String(signature[4..])).ShouldBeTrue();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("whsk_")]
    [InlineData("whsec_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=")]
    [InlineData("whsk_VEVTVA==")]
    [InlineData("whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTllPTkU=")]
    public void What_is_no_private_key_is_not_taken_for_one(string? text) => StandardWebhook.ReadPrivate(text).ShouldBeNull();

    [Fact]
    public void A_secret_comes_out_of_its_box_only_with_its_key_and_for_what_it_belongs_to()
    {
        var box = new SecretBox(Encoding.ASCII.GetBytes(new string('k', SecretBox.KeyLength)));
        var kept = box.Close("secret"u8, "a");
        kept.ShouldNotBe(box.Close("secret"u8, "a"));
        box.Open(kept, "a").ShouldBe("secret"u8.ToArray());
        box.Open(kept, "b").ShouldBeNull();
        new SecretBox(Encoding.ASCII.GetBytes(new string('x', SecretBox.KeyLength))).Open(kept, "a").ShouldBeNull();
    }
}
