using System.Buffers;
using System.IO.Compression;
using System.Text;
using Digdir.Altinn.Gateway.Observations;
using Digdir.Altinn.Gateway.Vendors;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Vendors;

/// <summary>What holds identity numbers is not left behind for whoever rents the memory next. What a thread gives back, it is given again.</summary>
public sealed class PooledMemoryTests
{
    private const string Number = "17867795192";

    [Fact]
    public void A_long_query_is_wiped()
    {
        var query = string.Concat(Enumerable.Repeat("&party=urn:altinn:person:identifier-no:" + Number, 20));

        new IdentityHash("a secret of these tests").OfText(query);

        var rented = ArrayPool<char>.Shared.Rent(query.Length);
        rented.AsSpan().IndexOf(Number).ShouldBe(-1);
        ArrayPool<char>.Shared.Return(rented);
    }

    [Fact]
    public void An_answer_that_outgrew_its_room_is_wiped()
    {
        var said = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Number + ",", 8_000)));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(said);
        }

        // Small once packed: it grows, and grows again.
        AnswerDecoding.Decode(packed.ToArray(), (int)packed.Length, "gzip", 1_000_000, out var decoded, out var isWhole).ShouldBe(said.Length);
        isWhole.ShouldBeTrue();

        for (var size = 4096; size < decoded.Length; size *= 2)
        {
            var rented = ArrayPool<byte>.Shared.Rent(size);
            rented.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Number)).ShouldBe(-1);
        }
    }
}
