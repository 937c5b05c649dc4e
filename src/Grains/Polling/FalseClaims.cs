using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// Claims of events that never were, counted once a call: of the parties of a call the event is one's, and the others' shares are no lies. Owned by one
/// <see cref="PollingWatch"/>; not thread-safe.
/// </summary>
internal sealed class FalseClaims(Credits credits)
{
    private ulong _call;
    private bool _isOwned;
    private double _claimed;

    /// <summary>What to add to the sum of false claims for one party of a call; less than 0 where the event turns out to be its own after others' shares were added.</summary>
    /// <param name="observation">The call.</param>
    /// <param name="question">What it asked.</param>
    /// <param name="amount">What the party's share counts.</param>
    public double In(in Observation observation, in ReadQuestion question, double amount)
    {
        if (question.DeclaredEvent == 0)
        {
            return 0;
        }

        var isFalse = credits.IsFalseClaim(in question, observation.At);
        var call = Calls.Of(in observation);
        if (call == 0)
        {
            return isFalse ? amount : 0;
        }

        if (call != _call)
        {
            (_call, _isOwned, _claimed) = (call, false, 0);
        }

        if (!isFalse)
        {
            var others = _claimed;
            (_isOwned, _claimed) = (true, 0);
            return -others;
        }

        var added = _isOwned ? 0 : amount;
        _claimed += added;
        return added;
    }
}
