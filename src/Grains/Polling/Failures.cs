using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>Questions that failed a moment ago (reference 1.4, retry). Owned by one <see cref="PollingWatch"/>; not thread-safe.</summary>
internal sealed class Failures(PollingRules rules)
{
    private readonly SlotTable<Slot> _questions = new();

    /// <summary>Bytes held.</summary>
    public long Bytes => _questions.Bytes;

    /// <summary>True for an answer that is a failure through no fault of the caller: 408, 429, 5xx, or none at all.</summary>
    public static bool Is(int status) => status is 408 or 429 or >= 500 or 0;

    /// <summary>Notes a failure.</summary>
    /// <param name="fingerprint">The question.</param>
    /// <param name="kind">Whose failure it was.</param>
    /// <param name="retryAfterSeconds">Seconds the answer asked to wait; 0 when it did not.</param>
    /// <param name="at">When.</param>
    public void Note(ulong fingerprint, FailureKind kind, int retryAfterSeconds, long at)
    {
        var slot = _questions.Find(fingerprint);
        if (slot < 0)
        {
            slot = _questions.Add(new Slot { Fingerprint = fingerprint }, rules.EntriesPerVendor, 2 * (long)rules.RetryWithin.TotalMilliseconds, at);
        }

        ref var failure = ref _questions[slot];
        failure.At = Elapsed.Later(failure.At, at);
        failure.RetryAfterMs = 1000 * Math.Clamp(retryAfterSeconds, 0, 86_400);
        failure.Kind = kind;
        failure.SetAside = false;
    }

    /// <summary>What a call is to a failure before it, and how it kept its distance; nothing when it is no retry.</summary>
    public Retry Look(ulong fingerprint, long now)
    {
        var at = _questions.Count == 0 ? -1 : _questions.Find(fingerprint);
        if (at < 0)
        {
            return default;
        }

        ref var failure = ref _questions[at];
        var gap = Elapsed.Since(failure.At, now);
        if (gap > failure.RetryAfterMs + rules.RetryWithin.TotalMilliseconds)
        {
            return default;
        }

        var retry = new Retry(true, Early: gap < failure.RetryAfterMs, gap, failure.GapMs);
        failure.GapMs = (int)gap;
        return retry;
    }

    /// <summary>Uses up the excuse of a failure; false when there is none.</summary>
    public bool Spend(ulong fingerprint, long now)
    {
        var at = _questions.Count == 0 ? -1 : _questions.Find(fingerprint);
        if (at < 0)
        {
            return false;
        }

        ref var failure = ref _questions[at];
        var gap = Elapsed.Since(failure.At, now);
        var excused = !failure.SetAside
            && gap <= failure.RetryAfterMs + rules.RetryWithin.TotalMilliseconds
            && failure.Kind switch
            {
                // A caller that was told to wait is excused when it has waited, not for asking (5.3).
                FailureKind.TooMany => gap >= failure.RetryAfterMs,
                FailureKind.Product => true,
                _ => false,
            };
        failure.SetAside |= excused;
        return excused;
    }

    /// <summary>Gives the excuse back.</summary>
    public void Return(ulong fingerprint)
    {
        if (_questions.Find(fingerprint) is >= 0 and var at)
        {
            _questions[at].SetAside = false;
        }
    }

    /// <summary>The question has been answered.</summary>
    public void Forget(ulong fingerprint)
    {
        if (_questions.Count > 0 && _questions.Find(fingerprint) is >= 0 and var at)
        {
            _questions.RemoveAt(at);
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Slot : ISlot<Slot>
    {
        public ulong Fingerprint;
        public long At;
        public int RetryAfterMs;
        public int GapMs;
        public FailureKind Kind;
        public bool SetAside;

        public readonly ulong Key => Fingerprint;

        // One that asks to wait long is of use long.
        public readonly long UsedAt => At + RetryAfterMs;
    }
}

/// <summary>Whose failure it was.</summary>
internal enum FailureKind : byte
{
    /// <summary>The product's: an error, a timeout, no answer.</summary>
    Product = 0,

    /// <summary>The caller asked too much (429): an excuse only once it has waited.</summary>
    TooMany = 1,

    /// <summary>The ladder refused an avoidable read, or the caller left: asking again is just as avoidable.</summary>
    NoExcuse = 2,
}

/// <summary>A call seen as a retry.</summary>
/// <param name="IsRetry">False when it is none.</param>
/// <param name="Early">It came before Retry-After had passed.</param>
/// <param name="GapMs">Milliseconds since the failure.</param>
/// <param name="BeforeMs">The same of the retry before it; 0 when there was none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Retry(bool IsRetry, bool Early, long GapMs, long BeforeMs);
