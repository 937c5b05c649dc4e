using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Events;

namespace Digdir.Altinn.Sandbox.Dialogporten;

/// <summary>Every dialog. A party's dialogs are made up from its number when it is first asked about. Thread-safe: one lock, held briefly.</summary>
internal sealed class DialogStore(EventLog events, StandInAddress address, TimeProvider clock)
{
    private readonly Lock _guard = new();
    private readonly Dictionary<string, List<Dialog>> _byParty = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, Dialog> _byId = new();

    /// <summary>Told when a dialog has changed.</summary>
    public Hearers<Guid> Changes { get; } = new();

    /// <summary>Looks at the party's dialogs, newest last.</summary>
    public T OfParty<T>(Party party, Func<IReadOnlyList<Dialog>, T> look)
    {
        lock (_guard)
        {
            return look(DialogsOf(party));
        }
    }

    /// <summary>Looks at one dialog, or changes it; null when there is none with the id.</summary>
    public T? Of<T>(Guid id, Func<Dialog, T?> use)
        where T : class
    {
        lock (_guard)
        {
            return _byId.TryGetValue(id, out var dialog) ? use(dialog) : null;
        }
    }

    /// <summary>Opens the dialog for somebody: it is in the seen log from then on, and an event tells of it, once for each change of its content.</summary>
    public void See(Guid id, Party by)
    {
        lock (_guard)
        {
            if (!_byId.TryGetValue(id, out var dialog) || dialog.SeenLog.Exists(seen => seen.ByNumber == by.Number && seen.At >= dialog.UpdatedAt))
            {
                return;
            }

            var now = clock.GetUtcNow();
            dialog.SeenLog.Add(new(Seeded.Uuid7(Random.Shared, now), now, Actor.Of(by), by.Number));
            Tell(dialog, "dialogporten.dialog.seen.v1", now);
        }
    }

    /// <summary>Sets and removes labels. False when <paramref name="revision"/> is not the current one.</summary>
    public bool Label(Dialog dialog, IReadOnlyCollection<string> add, IReadOnlyCollection<string> remove, Guid? revision, Party by)
    {
        lock (_guard)
        {
            if (revision is not null && revision != dialog.ContextRevision)
            {
                return false;
            }

            var now = clock.GetUtcNow();
            foreach (var label in remove.Where(label => dialog.Labels.Remove(label)))
            {
                dialog.LabelLog.Add(new(now, label, IsSet: false, Actor.Of(by)));
            }

            foreach (var label in add)
            {
                // Default, Bin and Archive take each other's place; the others stand beside them.
                if (DialogLabels.IsFolder(label))
                {
                    dialog.Labels.RemoveWhere(DialogLabels.IsFolder);
                }

                if (dialog.Labels.Add(label) && label != "Default")
                {
                    dialog.LabelLog.Add(new(now, label, IsSet: true, Actor.Of(by)));
                }
            }

            if (!dialog.Labels.Any(DialogLabels.IsFolder))
            {
                dialog.Labels.Add("Default");
            }

            dialog.ContextRevision = Guid.NewGuid();
            return true;
        }
    }

    /// <summary>Lets something happen to one of the party's dialogs, or makes a new one.</summary>
    public void Happen(Party party, Random random)
    {
        lock (_guard)
        {
            var dialogs = DialogsOf(party);
            var now = clock.GetUtcNow();
            if (dialogs.Count == 0 || random.Next(3) == 0)
            {
                var made = DialogMaker.Make(party, random, now);
                Keep(made);
                dialogs.Add(made);
                Tell(made, "dialogporten.dialog.created.v1", now);
                return;
            }

            var dialog = dialogs[random.Next(dialogs.Count)];
            if (dialog.DeletedAt is not null)
            {
                return;
            }

            var (type, thing) = DialogMaker.Continue(dialog, random, now);
            Tell(dialog, "dialogporten.dialog.updated.v1", now);
            Tell(dialog, type, now, thing);
            Changes.Tell(dialog.Id);
        }
    }

    private List<Dialog> DialogsOf(Party party)
    {
        if (!_byParty.TryGetValue(party.Number, out var dialogs))
        {
            _byParty[party.Number] = dialogs = DialogMaker.History(party, clock.GetUtcNow());
            dialogs.ForEach(Keep);
        }

        return dialogs;
    }

    private void Keep(Dialog dialog) => _byId[dialog.Id] = dialog;

    private void Tell(Dialog dialog, string type, DateTimeOffset now, string? thing = null)
    {
        var data = new JsonObject();
        if (dialog.Process is not null)
        {
            data["process"] = dialog.Process;
        }

        if (thing?.StartsWith("activities/", StringComparison.Ordinal) == true)
        {
            data["activityId"] = thing["activities/".Length..];
        }

        events.Publish(new()
        {
            Id = Guid.NewGuid().ToString(),
            Type = type,
            Time = now,
            Resource = dialog.Resource.Urn,
            ResourceInstance = dialog.Id.ToString(),
            Subject = dialog.Party.Urn,
            Source = $"{address.Value}/dialogporten/api/v1/enduser/dialogs/{dialog.Id}{(thing is null ? "" : "/" + thing)}",
            Data = data.Count == 0 ? null : data,
            Party = dialog.Party,
        });
    }
}

/// <summary>The labels a dialog can have.</summary>
internal static class DialogLabels
{
    public static readonly IReadOnlyList<string> All = ["Default", "Bin", "Archive", "MarkedAsUnopened", "Sent"];

    public static bool IsFolder(string label) => label is "Default" or "Bin" or "Archive";

    /// <summary>Those that callers may set and remove.</summary>
    public static bool IsSettable(string label) => label is "Default" or "Bin" or "Archive" or "MarkedAsUnopened";
}
