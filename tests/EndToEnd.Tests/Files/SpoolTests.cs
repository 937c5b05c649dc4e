using Digdir.Altinn.Sandbox.Files;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.Files;

/// <summary>Files are kept as long as there is room, and leave nothing behind.</summary>
public sealed class SpoolTests : IDisposable
{
    private const int Mib = 1024 * 1024;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("spool-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(StoredFile.Small)]
    [InlineData(StoredFile.Small + 1)]
    [InlineData((5 * Mib) + 7)]
    public async Task What_went_in_comes_out_and_is_gone_afterwards(int size)
    {
        var bytes = Bytes(size);
        var spool = new Spool(Kept, 10 * Mib);
        var file = await new StoredFile(spool).ReceiveAsync(new MemoryStream(bytes), CancellationToken.None);

        (await ReadAsync(file, 0, size)).ShouldBe(bytes);
        (await ReadAsync(file, size / 2, size - (size / 2))).ShouldBe(bytes[(size / 2)..]);
        (file.Length, spool.Taken).ShouldBe((size, size));
        file.Dispose();
        file.Dispose();

        spool.Taken.ShouldBe(0);
        Left().ShouldBe(0);
    }

    [Fact]
    public async Task Beyond_its_room_a_file_is_only_counted_and_takes_none()
    {
        var spool = new Spool(Kept, 3 * Mib);
        var kept = await new StoredFile(spool).ReceiveAsync(new MemoryStream(Bytes(2 * Mib)), CancellationToken.None);
        var counted = await new StoredFile(spool).ReceiveAsync(new MemoryStream(Bytes(2 * Mib)), CancellationToken.None);
        var joined = new StoredFile(spool);
        await joined.AppendAsync(counted, CancellationToken.None);

        (kept.IsKept, counted.IsKept, joined.IsKept).ShouldBe((true, false, false));
        (counted.Length, joined.Length).ShouldBe((2 * Mib, 2 * Mib));
        spool.Taken.ShouldBe(2 * Mib);
        Left().ShouldBe(1);
        kept.Dispose();
        (await new StoredFile(spool).ReceiveAsync(new MemoryStream(Bytes(3 * Mib)), CancellationToken.None)).IsKept.ShouldBeTrue();
    }

    [Fact]
    public async Task What_an_earlier_run_left_is_taken_away()
    {
        Directory.CreateDirectory(Kept);
        await File.WriteAllTextAsync(Path.Combine(Kept, "left"), "x");

        _ = new Spool(Kept, Mib);

        Left().ShouldBe(0);
    }

    private string Kept => Path.Combine(_folder.FullName, "files");

    private int Left() => Directory.Exists(Kept) ? Directory.GetFiles(Kept).Length : 0;

    private static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private static async Task<byte[]> ReadAsync(StoredFile file, long from, long count)
    {
        using var memory = new MemoryStream();
        await file.WriteAsync(memory, from, count, CancellationToken.None);
        return memory.ToArray();
    }
}
