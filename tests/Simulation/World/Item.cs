namespace Digdir.Altinn.Simulation.World;

/// <summary>One dialog in a party's inbox, and what the vendor under test knows of it: the truth that the detector is measured against.</summary>
internal sealed class Item(ulong id, long createdAt)
{
    public ulong Id { get; } = id;

    public long CreatedAt { get; } = createdAt;

    /// <summary>Raised by every change of content.</summary>
    public uint Revision { get; private set; } = 1;

    /// <summary>Raised by the vendor's own marks (labels), which are no news to it.</summary>
    public uint Marks { get; private set; }

    public long ChangedAt { get; private set; } = createdAt;

    /// <summary>The revision the vendor last saw in a list; 0 when none.</summary>
    public uint SeenInList { get; set; }

    /// <summary>The revision the vendor last opened; 0 when none.</summary>
    public uint SeenOpen { get; set; }

    /// <summary>As of when the vendor last asked how it fares; 0 when never.</summary>
    public long AskedAt { get; set; }

    /// <summary>Its id as paths name it. Made when first asked for, and kept: it is asked for again and again.</summary>
    public string Name => field ??= NameOf(Id);

    /// <summary>The keyed hash of its name, kept by whoever has the key; 0 until then.</summary>
    public ulong Key { get; set; }

    /// <summary>The name of the dialog with the id.</summary>
    public static string NameOf(ulong id) => new Guid((uint)id, (ushort)(id >> 32), 0x7000, 0x80, 0, 0, 0, (byte)(id >> 48), (byte)(id >> 56), 0, 1).ToString();

    public void Change(long at)
    {
        Revision++;
        ChangedAt = at;
    }

    public void Mark() => Marks++;
}
