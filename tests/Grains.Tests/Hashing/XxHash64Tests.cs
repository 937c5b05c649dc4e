using Digdir.Altinn.Grains.Hashing;

namespace Digdir.Altinn.Grains.Tests.Hashing;

public sealed class XxHash64Tests
{
    private const ulong Prime32 = 2654435761;

    /// <summary>From xxHash's own sanity test: its generated buffer, without a seed and with PRIME32 as seed; the lengths between from System.IO.Hashing.</summary>
    [Theory]
    [InlineData(0, 0, 0xEF46DB3751D8E999)]
    [InlineData(0, Prime32, 0xAC75FDA2929B17EF)]
    [InlineData(1, 0, 0xE934A84ADB052768)]
    [InlineData(1, Prime32, 0x5014607643A9B4C3)]
    [InlineData(4, 0, 0x9136A0DCA57457EE)]
    [InlineData(7, 0, 0x6C83909A9F01ED25)]
    [InlineData(14, 0, 0x8282DCC4994E35C8)]
    [InlineData(14, Prime32, 0xC3BD6BF63DEB6DF0)]
    [InlineData(31, 0, 0x299B39A290E6D783)]
    [InlineData(32, 0, 0x18B216492BB44B70)]
    [InlineData(33, Prime32, 0xE92C292F64BC3071)]
    [InlineData(63, 0, 0xA9EFBE0FA0F3F4E7)]
    [InlineData(64, 0, 0xEF558F8ACAC2B5CD)]
    [InlineData(101, 0, 0xA51EA2101B2D114C)]
    [InlineData(222, 0, 0xB641AE8CB691C174)]
    [InlineData(222, Prime32, 0x20CB8AB7AE10C14A)]
    [InlineData(1000, Prime32, 0x72751A2408017E26)]
    public void It_gives_the_known_values(int length, ulong seed, ulong expected) => XxHash64.Of(Buffer(length), seed).ShouldBe(expected);

    [Fact]
    public void Pieces_hash_as_the_whole_does()
    {
        var random = new Random(20261122);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = Buffer(random.Next(0, 400));
            var hash = new XxHash64(7);
            for (var left = bytes.AsSpan(); !left.IsEmpty;)
            {
                var length = Math.Min(left.Length, random.Next(0, 70));
                hash.Take(left[..length]);
                left = left[length..];
            }

            hash.Value().ShouldBe(XxHash64.Of(bytes, 7));
        }
    }

    private static byte[] Buffer(int length)
    {
        var bytes = new byte[length];
        ulong generator = Prime32;
        for (var i = 0; i < length; i++)
        {
            bytes[i] = (byte)(generator >> 56);
            generator *= 11400714785074694797;
        }

        return bytes;
    }
}
