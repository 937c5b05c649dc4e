using Digdir.Altinn.Grains.Hashing;

namespace Digdir.Altinn.Grains.Tests.Hashing;

public sealed class SipHashTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 16).Select(each => (byte)each)];

    /// <summary>From vectors.h of the authors' reference implementation: key 00..0f, message 00..(length - 1), output as written there.</summary>
    [Theory]
    [InlineData(0, "310e0edd47db6f72")]
    [InlineData(1, "fd67dc93c539f874")]
    [InlineData(2, "5a4fa9d909806c0d")]
    [InlineData(3, "2d7efbd796666785")]
    [InlineData(7, "37d1018bf50002ab")]
    [InlineData(8, "6224939a79f5f593")]
    [InlineData(15, "e545be4961ca29a1")]
    [InlineData(16, "db9bc2577fcc2a3f")]
    [InlineData(63, "724506eb4c328a95")]
    public void It_gives_the_authors_values(int length, string expected)
    {
        var message = Enumerable.Range(0, length).Select(each => (byte)each).ToArray();

        BitConverter.GetBytes(new SipHash(Key).Of(message)).ShouldBe(Convert.FromHexString(expected));
    }

    [Fact]
    public void Words_hash_as_their_bytes_do()
    {
        var hash = new SipHash(Key);
        byte[] bytes = [.. BitConverter.GetBytes(0x0123456789abcdefUL), .. BitConverter.GetBytes(0xfedcba9876543210UL)];

        hash.Of(0x0123456789abcdef, 0xfedcba9876543210).ShouldBe(hash.Of(bytes));
        hash.Of([0x0123456789abcdef, 0xfedcba9876543210]).ShouldBe(hash.Of(bytes));
    }

    [Fact]
    public void Another_key_gives_another_value()
        => new SipHash(Key).Of("310010693"u8).ShouldNotBe(new SipHash([.. Key.Reverse()]).Of("310010693"u8));
}
