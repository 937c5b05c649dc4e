using System.Collections.Immutable;

namespace Digdir.Altinn.Sandbox;

/// <summary>Those who want to hear of something, until they are disposed of. They are told on the thread that tells, so they must be quick. Thread-safe.</summary>
internal sealed class Hearers<T>
{
    private ImmutableList<Action<T>> _hearers = [];

    /// <summary>Adds one; disposing of the answer takes it away again.</summary>
    public IDisposable Add(Action<T> hear)
    {
        ImmutableInterlocked.Update(ref _hearers, (all, one) => all.Add(one), hear);
        return new Membership(this, hear);
    }

    public void Tell(T what)
    {
        foreach (var hear in _hearers)
        {
            hear(what);
        }
    }

    private sealed class Membership(Hearers<T> of, Action<T> hear) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref of._hearers, (all, one) => all.Remove(one), hear);
    }
}
