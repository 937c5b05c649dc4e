using System.Collections.Immutable;

namespace Digdir.Altinn.Sandbox.Events;

/// <summary>Everything that has happened since the start, oldest first; the newest ten thousand are kept. Thread-safe.</summary>
internal sealed class EventLog
{
    private const int Kept = 10_000;
    private readonly Lock _guard = new();
    private ImmutableList<CloudEvent> _events = [];
    private long _sequence;

    /// <summary>Told after an event is in the log.</summary>
    public Hearers<CloudEvent> Published { get; } = new();

    public void Publish(CloudEvent happened)
    {
        lock (_guard)
        {
            happened = happened with { Sequence = ++_sequence };
            _events = _events.Add(happened);
            if (_events.Count > Kept)
            {
                _events = _events.RemoveAt(0);
            }
        }

        Published.Tell(happened);
    }

    /// <summary>Events after the place in the log, oldest first.</summary>
    public IEnumerable<CloudEvent> After(long sequence) => _events.SkipWhile(happened => happened.Sequence <= sequence);

    /// <summary>The place of the event with the id; null when it is unknown.</summary>
    public long? PlaceOf(string id) => _events.FirstOrDefault(happened => happened.Id == id)?.Sequence;
}
