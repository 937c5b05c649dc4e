using System.Buffers.Binary;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>What happened to a vendor's conduct and was not heard of yet. When nobody listens for long, the oldest gives way. Pure; not thread-safe.</summary>
/// <param name="most">Events kept.</param>
internal sealed class ConductOutbox(int most)
{
    private readonly List<ConductEvent> _waiting = [];

    /// <summary>How many events have been given an id.</summary>
    public long Sequence { get; private set; }

    /// <summary>What waits, the oldest first.</summary>
    public IReadOnlyList<ConductEvent> Waiting => _waiting;

    /// <summary>Goes on from what was saved.</summary>
    public void Restore(long sequence, IEnumerable<ConductEvent> waiting)
    {
        Sequence = sequence;
        _waiting.AddRange(waiting);
    }

    /// <summary>Puts an event last.</summary>
    public void Tell(ConductEvent happened)
    {
        if (_waiting.Count >= most)
        {
            _waiting.RemoveAt(0);
        }

        _waiting.Add(happened);
    }

    /// <summary>Takes out all that waits.</summary>
    public IReadOnlyList<ConductEvent> Take()
    {
        if (_waiting.Count == 0)
        {
            return [];
        }

        var taken = _waiting.ToArray();
        _waiting.Clear();
        return taken;
    }

    /// <summary>Takes out those that were heard of.</summary>
    public void Acknowledge(IReadOnlyList<ConductEvent> events)
    {
        foreach (var heard in events)
        {
            _waiting.RemoveAll(waiting => waiting.Id == heard.Id);
        }
    }

    /// <summary>An id for the next event: the same each time for the same history, so that replays agree.</summary>
    public Guid NextId(long at)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, at);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], ++Sequence);
        return new Guid(bytes, bigEndian: true);
    }
}
