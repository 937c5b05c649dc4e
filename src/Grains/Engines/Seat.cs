using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Stores;
using Digdir.Altinn.Grains.Vendors;

namespace Digdir.Altinn.Grains.Engines;

/// <summary>
/// Where a vendor's grain sits in the process of an <see cref="InProcessEngine"/>. <see cref="Guard"/> guards the seat and the grain's limits,
/// <see cref="ConductGuard"/> the grain's conduct; nobody holds both.
/// </summary>
internal sealed class Seat
{
    private Claim? _claim;
    private bool _unsaved = true;
    private bool _storedAtRest;
    private bool _observed;
    private DateTimeOffset _observedAt = DateTimeOffset.MinValue;
    private ConductSnapshot? _conduct;
    private DateTimeOffset _conductAt = DateTimeOffset.MinValue;
    private long _conductChanges;
    private long _savedChanges;

    public Lock Guard { get; } = new();

    public Lock ConductGuard { get; } = new();

    public VendorGrain? Grain => _claim?.Grain;

    public Task<Claim>? Activation { get; set; }

    /// <summary>True when the seat is no longer the vendor's: look for the new one.</summary>
    public bool Retired { get; set; }

    /// <summary>True when the grain came up without the store.</summary>
    public bool IsUnclaimed => _claim is { Granted: false } && !Retired;

    public void Take(Claim claim, Task<Claim> activation)
    {
        if (_claim is null && ReferenceEquals(Activation, activation))
        {
            Sit(claim);
        }
    }

    /// <summary>Puts a claimed grain in the place of one that came up without the store.</summary>
    public void Reclaim(Claim claim)
    {
        if (IsUnclaimed)
        {
            Activation = Task.FromResult(claim);
            Sit(claim);
        }
    }

    public bool Unseat(long epoch)
    {
        if (Grain?.Epoch != epoch)
        {
            return false;
        }

        _claim = null;
        Activation = null;
        return true;
    }

    /// <summary>Notes an exchange; true for the first one since the store was told that the grain is at rest.</summary>
    public bool LeaveRest()
    {
        _unsaved = true;
        var left = _storedAtRest;
        _storedAtRest = false;
        return left;
    }

    /// <summary>Notes that the conduct may have changed.</summary>
    public void Observe(DateTimeOffset now)
    {
        _unsaved = true;
        _observed = true;
        _observedAt = now;
    }

    public void MarkUnsaved()
    {
        _unsaved = true;
        _storedAtRest = false;
    }

    /// <summary>The listener has heard what was stored: the next write leaves it out.</summary>
    public void MarkTold()
    {
        _unsaved = true;
        _observed = true;
    }

    /// <summary>True when the store holds every change of a level.</summary>
    public bool HoldsAllOf(VendorConduct conduct) => Volatile.Read(ref _savedChanges) == conduct.Changes;

    /// <summary>True when there is something to write: a grain in use each time, a grain at rest once. Under <see cref="Guard"/>.</summary>
    public bool HasNews(bool releasing) => Grain is not null && _claim is { Granted: true } && (_unsaved || releasing);

    /// <summary>
    /// What there is to write, or null. By one at a time, under neither lock: it takes them one after the other, since whoever hears much or looks through much
    /// holds <see cref="ConductGuard"/> for a while, and limits are not to wait for that.
    /// </summary>
    /// <param name="vendor">Whose grain.</param>
    /// <param name="now">The present.</param>
    /// <param name="conductEvery">How old what is written of conduct may be while no level has changed. Unchanged bytes cost the store next to nothing.</param>
    /// <param name="releasing">True to write all there is, for the last time.</param>
    public Draft? Draw(VendorId vendor, DateTimeOffset now, TimeSpan conductEvery, bool releasing)
    {
        VendorGrain grain;
        bool observed;
        lock (Guard)
        {
            if (!HasNews(releasing) || Grain is not { } seated)
            {
                return null;
            }

            // What is observed from here on counts anew.
            (grain, observed, _observed) = (seated, _observed, false);
        }

        var (snapshot, snapshotAt, changes) = (_conduct, _conductAt, _conductChanges);
        int untold;
        lock (ConductGuard)
        {
            var conduct = grain.Hearing.Conduct;
            untold = conduct.Outbox.Count;
            var due = releasing || !HoldsAllOf(conduct) || untold != (snapshot?.Outbox.Count ?? 0) || now - snapshotAt >= conductEvery || now < snapshotAt;
            if (due && (observed || conduct.Changes != changes))
            {
                (snapshot, snapshotAt, changes, observed) = (conduct.Snapshot(now.ToUnixTimeMilliseconds()), now, conduct.Changes, false);
            }
        }

        lock (Guard)
        {
            (_conduct, _conductAt, _conductChanges) = (snapshot, snapshotAt, changes);
            _observed |= observed;

            // While tokens are out, levels of buckets are not worth keeping: the write confirms that the grain is still this process's, and not at rest.
            var atRest = grain.Snapshot(now);
            _storedAtRest = atRest is not null;
            _unsaved = atRest is null || _observed || untold > 0;
            var state = atRest ?? (snapshot is null ? null : new GrainState(snapshotAt, []));
            return new Draft(this, vendor, grain, _storedAtRest, state is null ? null : state with { Released = releasing, Conduct = snapshot }, changes);
        }
    }

    /// <summary>A draft was written.</summary>
    public void Saved(Draft draft)
    {
        if (ReferenceEquals(Grain, draft.Grain))
        {
            Volatile.Write(ref _savedChanges, draft.Changes);
        }
    }

    public bool IsIdle(DateTimeOffset since, DateTimeOffset observedSince)
        => _claim is { Granted: true } && !_unsaved && _claim.Grain.HeardAt < since && _observedAt < observedSince;

    private void Sit(Claim claim)
    {
        _claim = claim;
        _unsaved = true;
        _storedAtRest = false;
        _conduct = claim.Conduct;
        _conductAt = DateTimeOffset.MinValue;
        _conductChanges = claim.Grain.Hearing.Conduct.Changes;
        // What came with the grain is in the store. What came up without the store is not, and refuses nobody.
        Volatile.Write(ref _savedChanges, claim.Granted ? claim.Grain.Hearing.Conduct.Changes : -1);
    }

    /// <summary>A grain that came up.</summary>
    /// <param name="Grain">The grain.</param>
    /// <param name="Granted">True when the store granted it; false when the store did not answer.</param>
    /// <param name="Conduct">Its conduct as the store holds it; null for none.</param>
    public sealed record Claim(VendorGrain Grain, bool Granted, ConductSnapshot? Conduct);

    /// <summary>What is to be written of a grain. Serialised outside the locks.</summary>
    /// <param name="Seat">Its seat.</param>
    /// <param name="Vendor">Whose.</param>
    /// <param name="Grain">The grain.</param>
    /// <param name="AtRest">True when nothing was minted and out.</param>
    /// <param name="State">The state; null for nothing worth keeping.</param>
    /// <param name="Changes">The changes of levels that it holds.</param>
    public sealed record Draft(Seat Seat, VendorId Vendor, VendorGrain Grain, bool AtRest, GrainState? State, long Changes)
    {
        public StoredGrain ToStored() => new(Vendor, Grain.Epoch, AtRest, State?.ToBytes() ?? default);
    }
}
