using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// Did the answer tell the vendor anything (reference 1.3)? A list does by things it had not listed before, and by things that have gone from it; an answer that
/// is no list by differing from the last one. What the vendor changed itself is no news. Owned by one <see cref="PollingWatch"/>; not thread-safe.
/// </summary>
internal sealed class Novelty(SeenSet seen)
{
    /// <summary>Answers over which questions never asked before are counted, and the share of them from which a question's dress is held to be made up (1.2).</summary>
    private const double Lately = 64, MadeUp = 0.9;

    private double _unasked;

    /// <summary>Takes in an answer.</summary>
    /// <param name="handle">What the key has seen.</param>
    /// <param name="observation">The call; answered 2xx or 304.</param>
    /// <param name="things">What it listed.</param>
    /// <param name="own">What the vendor wrote for the party a moment ago.</param>
    public News Judge(ref int handle, in Observation observation, ReadOnlySpan<ulong> things, in OwnDoing own)
    {
        if (observation.Status is 204 or 304)
        {
            return News.None;
        }

        return observation.Things >= 0 && (things.Length > 0 || observation.Things == 0)
            ? JudgeList(ref handle, in observation, things, in own)
            : JudgeBody(ref handle, in observation, in own);
    }

    private News JudgeList(ref int handle, in Observation observation, ReadOnlySpan<ulong> things, in OwnDoing own)
    {
        // The order of a list says nothing, so the sum of its things stands for it.
        var sum = (ulong)things.Length;
        foreach (var thing in things)
        {
            sum += Hash64.Spread(thing);
        }

        var answer = (ushort)(Hash64.Spread(sum) >> 48);
        var isWhole = observation.CursorUsed == 0 && observation.Group.Class != ReadClass.Feed
            && (observation.Facts & (ObservationFacts.NextPage | ObservationFacts.ThingsCut)) == 0;
        var question = QueryOf(in observation);
        var before = isWhole ? seen.Answer(handle, question) : -1;
        if (before == answer)
        {
            return News.None;
        }

        var foreign = 0;
        var mine = 0;
        foreach (var thing in things)
        {
            if (seen.Add(ref handle, thing))
            {
                if (own.Explains(thing))
                {
                    mine++;
                }
                else
                {
                    foreign++;
                }
            }
        }

        if (isWhole)
        {
            seen.Remember(ref handle, question, answer);
        }

        // Another answer to the very same query, and nothing in it that was not known: something has gone.
        var gone = before >= 0 && foreign + mine == 0 && (observation.Facts & ObservationFacts.TimeFiltered) == 0;
        return foreign > 0 || (gone && !own.Recent) ? News.Foreign
            : mine > 0 || gone ? News.Own
            : News.None;
    }

    private News JudgeBody(ref int handle, in Observation observation, in OwnDoing own)
    {
        // An answer that was not read to its end is known by its length.
        var body = observation.Body != 0 ? observation.Body : Hash64.Of((ulong)observation.Bytes, (ulong)observation.Status);
        var answer = (ushort)(Hash64.Spread(body) >> 48);
        var query = QueryOf(in observation);
        var last = seen.Answer(handle, observation.Fingerprint);
        var same = query == observation.Fingerprint ? last : seen.Answer(handle, query);
        var isNew = last != answer && same != answer;
        var unasked = last < 0 && same < 0;
        _unasked += ((unasked ? 1 : 0) - _unasked) / Lately;
        if (unasked && _unasked > MadeUp)
        {
            // Nobody asks nothing but new questions: what tells them apart was made up, and the same answer about the same thing told nothing.
            isNew = seen.Add(ref handle, Hash64.Of(body, Hash64.Of(observation.Operation, observation.Object)));
        }
        else if (isNew)
        {
            // Where the query was never seen as it is: dressing up a question does not make an old answer new.
            isNew = seen.Add(ref handle, Hash64.Of(body, observation.Fingerprint)) || same >= 0;
        }

        if (last != answer)
        {
            seen.Remember(ref handle, observation.Fingerprint, answer);
        }

        if (same != answer && query != observation.Fingerprint)
        {
            seen.Remember(ref handle, query, answer);
        }

        return !isNew ? News.None
            : own.Wide || (own.Recent && (observation.Object == 0 || own.Explains(observation.Object))) ? News.Own
            : News.Foreign;
    }

    private static ulong QueryOf(in Observation observation)
        => observation.RawQuery == 0 || (observation.Facts & ObservationFacts.TimeFiltered) != 0 ? observation.Fingerprint : Hash64.Of(observation.RawQuery, observation.Fingerprint);
}

/// <summary>What an answer told.</summary>
internal enum News : byte
{
    /// <summary>Nothing that was not known.</summary>
    None = 0,

    /// <summary>Only what the vendor had done itself.</summary>
    Own = 1,

    /// <summary>Something new.</summary>
    Foreign = 2,
}
