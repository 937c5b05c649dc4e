using System.Collections.Concurrent;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Events;
using Digdir.Altinn.Sandbox.Files;

namespace Digdir.Altinn.Sandbox.Apps;

/// <summary>A form being filled in. Changes only under the lock of <see cref="InstanceStore"/>.</summary>
internal sealed class Instance
{
    public required Guid Id { get; init; }

    public required string Org { get; init; }

    public required string App { get; init; }

    public required Party Owner { get; init; }

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset LastChanged { get; set; }

    /// <summary>Place in <see cref="Steps"/>; at the end when the process is over.</summary>
    public int Step { get; set; }

    public DateTimeOffset? Ended => IsOver ? LastChanged : null;

    public bool IsOver => Step == Steps.Count;

    public bool IsDeleted { get; set; }

    public List<DataElement> Data { get; } = [];

    public List<(string Event, string? Task, DateTimeOffset At)> History { get; } = [];

    public static IReadOnlyList<(string Id, string Name, string Type)> Steps { get; } = [("Task_1", "Utfylling", "data"), ("Task_2", "Bekreftelse", "confirmation")];
}

/// <summary>A form or a file in an instance. Changes only under the lock of <see cref="InstanceStore"/>.</summary>
internal sealed class DataElement
{
    /// <summary>How long the virus scan takes.</summary>
    public static readonly TimeSpan Scan = TimeSpan.FromSeconds(4);

    public required Guid Id { get; init; }

    public required string DataType { get; init; }

    public string ContentType { get; set; } = "application/octet-stream";

    public string? FileName { get; init; }

    public long Size { get; set; }

    /// <summary>What has been uploaded; null for the form, which is in <see cref="Form"/>.</summary>
    public StoredFile? Content { get; set; }

    /// <summary>The form as JSON, whose bytes are never changed but replaced; null for files.</summary>
    public byte[]? Form { get; set; }

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset LastChanged { get; set; }

    public bool IsForm => DataType == "model";

    public string ScanAt(DateTimeOffset now) => IsForm ? "NotApplicable" : now - LastChanged < Scan ? "Pending" : "Clean";
}

/// <summary>Every instance. A party's instances are made up from its number at first sight. Thread-safe: one lock, held briefly.</summary>
internal sealed class InstanceStore(EventLog events, StandInAddress address, TimeProvider clock)
{
    private readonly Lock _guard = new();
    private readonly ConcurrentDictionary<Guid, Instance> _instances = new();
    private readonly HashSet<string> _seeded = new(StringComparer.Ordinal);

    public T? Of<T>(Guid id, Func<Instance, T?> use)
        where T : class
    {
        lock (_guard)
        {
            return _instances.TryGetValue(id, out var instance) && !instance.IsDeleted ? use(instance) : null;
        }
    }

    /// <summary>Looks at the party's instances, newest first.</summary>
    public List<T> OfParty<T>(Party party, Func<Instance, bool> fits, Func<Instance, T> look)
    {
        lock (_guard)
        {
            Seed(party);
            return [.. _instances.Values.Where(one => one.Owner == party && !one.IsDeleted && fits(one)).OrderByDescending(one => one.Created).Select(look)];
        }
    }

    public Instance Create(string org, string app, Party owner)
    {
        lock (_guard)
        {
            var now = clock.GetUtcNow();
            var instance = Make(Guid.NewGuid(), org, app, owner, now);
            Tell(instance, "app.instance.created");
            return instance;
        }
    }

    /// <summary>Moves the process a step on. Within the lock, from <see cref="Of{T}"/>.</summary>
    public void Next(Instance instance)
    {
        var now = clock.GetUtcNow();
        instance.History.Add(("process_EndTask", Instance.Steps[instance.Step].Id, now));
        instance.Step++;
        instance.LastChanged = now;
        if (instance.IsOver)
        {
            instance.History.Add(("process_EndEvent", null, now));
            Tell(instance, "app.instance.process.completed");
        }
        else
        {
            instance.History.Add(("process_StartTask", Instance.Steps[instance.Step].Id, now));
            Tell(instance, "app.instance.process.movedTo." + Instance.Steps[instance.Step].Id);
        }
    }

    /// <summary>Makes sure that the party has the instances it begins with.</summary>
    public void Seed(Party party)
    {
        lock (_guard)
        {
            if (!_seeded.Add(party.Number))
            {
                return;
            }

            var now = clock.GetUtcNow();
            for (var i = 0; i < 4; i++)
            {
                var instance = Make(Seeded.Uuid($"instance:{party.Number}:{i}"), Players.Acronym, "arsoppgave", party, now.AddDays(-30 * (i + 1)));
                instance.Step = i < 1 ? 0 : Instance.Steps.Count;
            }
        }
    }

    private Instance Make(Guid id, string org, string app, Party owner, DateTimeOffset at)
    {
        var instance = new Instance { Id = id, Org = org, App = app, Owner = owner, Created = at, LastChanged = at };
        instance.Data.Add(new()
        {
            Id = Seeded.Uuid("data:" + id),
            DataType = "model",
            ContentType = "application/json",
            Created = at,
            LastChanged = at,
            Form = """{"navn":"","antall":0}"""u8.ToArray(),
            Size = 22,
        });
        instance.History.Add(("process_StartEvent", null, at));
        instance.History.Add(("process_StartTask", Instance.Steps[0].Id, at));
        _instances[id] = instance;
        return instance;
    }

    private void Tell(Instance instance, string type) => events.Publish(new()
    {
        Id = Guid.NewGuid().ToString(),
        Type = type,
        Time = clock.GetUtcNow(),
        Resource = $"urn:altinn:resource:app_{instance.Org}_{instance.App}",
        ResourceInstance = $"{instance.Owner.PartyId}/{instance.Id}",
        Subject = "/party/" + instance.Owner.PartyId,
        AlternativeSubject = instance.Owner.AlternativeSubject,
        Source = $"{address.Value}/{instance.Org}/{instance.App}/instances/{instance.Owner.PartyId}/{instance.Id}",
        Party = instance.Owner,
    });
}
