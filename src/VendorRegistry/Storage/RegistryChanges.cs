using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.VendorRegistry.Storage;

/// <summary>Begins changes and, once they are committed, has this process's own picture follow, and the outbox wake, at once. One per request.</summary>
internal sealed class RegistryChanges(RegistryDb db, RegistryPictures pictures, OutboxBells bells, TimeProvider clock)
{
    /// <summary>For reading outside a change.</summary>
    public RegistryDb Db => db;

    /// <summary>The time by which states are told.</summary>
    public DateTimeOffset Now => Instants.Whole(clock.GetUtcNow());

    public Task<RegistryChange> BeginAsync(string actor, string action, CancellationToken cancellation)
        => RegistryChange.BeginAsync(db, actor, action, clock.GetUtcNow(), cancellation);

    /// <summary>
    /// Commits; a caller who hangs up now does not stop it. When it returns, this node's picture shows the change too, unless the database went
    /// away right after the commit: then the picture follows as soon as it can.
    /// </summary>
    public async Task CommitAsync(RegistryChange change)
    {
        if (await change.CommitAsync(CancellationToken.None))
        {
            bells.Announced.Ring();
            bells.Due.Ring();
            await pictures.FollowAsync(change.Version, CancellationToken.None);
        }
    }
}
