using Microsoft.Win32.SafeHandles;

namespace Digdir.Altinn.Sandbox.Files;

/// <summary>
/// Where files that have come in are kept: temporary files in one folder, with room for so many bytes in all. Thread-safe.
/// </summary>
internal sealed class Spool
{
    private readonly string _folder;
    private readonly long _room;
    private long _taken;

    /// <param name="folder">Folder of the spool's own; what an earlier run left there goes.</param>
    /// <param name="room">Bytes kept at most.</param>
    public Spool(string folder, long room)
    {
        _folder = folder;
        _room = room;
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Bytes kept now.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Makes room for bytes; false when there is none left.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= _room)
        {
            return true;
        }

        GiveBack(bytes);
        return false;
    }

    /// <summary>Gives room back.</summary>
    public void GiveBack(long bytes) => Interlocked.Add(ref _taken, -bytes);

    /// <summary>A new file, which is gone when it is closed.</summary>
    public SafeFileHandle Open()
    {
        Directory.CreateDirectory(_folder);
        return File.OpenHandle(Path.Combine(_folder, Guid.NewGuid().ToString("N")), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
    }
}
