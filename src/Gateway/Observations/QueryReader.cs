using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using Digdir.Altinn.Gateway.Vendors;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>
/// Reads a query string into a question: parameters by their roles, without regard to order, case of names and way of encoding. Allocates nothing; borrows
/// pooled memory, which is wiped, since parties may be identity numbers.
/// </summary>
internal readonly ref struct QueryReader(IdentityHash keys, QuestionPlan plan, long now)
{
    /// <summary>Parameters that are told apart; further ones are read for parties only, and no product takes as many.</summary>
    private const int MostParameters = 256;

    private const int LongestName = 128;

    /// <summary>Reads it.</summary>
    /// <returns>The hash of the parameters that belong to the question; 0 when there are none.</returns>
    public ulong Read(ReadOnlySpan<char> query, ref CallQuestion question)
    {
        query = query.TrimStart('?');
        if (query.IsEmpty)
        {
            return 0;
        }

        var scratch = ArrayPool<char>.Shared.Rent(query.Length);
        Span<ulong> asked = stackalloc ulong[MostParameters];
        var count = 0;
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            if (pair.IsEmpty)
            {
                continue;
            }

            var equals = pair.IndexOf('=');
            var name = Decode(equals < 0 ? pair : pair[..equals], scratch);
            var role = name.Length > LongestName ? plan.OtherRole : plan.Roles.TryGetValue(name, out var known) ? known : plan.OtherRole;
            var label = role is ParameterRole.Asked or ParameterRole.Time ? keys.OfText(name) : 0;
            var value = equals < 0 ? default : Decode(pair[(equals + 1)..], scratch);
            if (Take(role, label, value, ref question) is var key and not 0 && count < asked.Length)
            {
                asked[count++] = key;
            }
        }

        CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsBytes(scratch.AsSpan(0, query.Length)));
        ArrayPool<char>.Shared.Return(scratch);
        if (count == 0)
        {
            return 0;
        }

        asked[..count].Sort();
        return keys.Join(asked[..count]);
    }

    /// <summary>Decodes percent signs and plus signs. What is not UTF-8 stays as it is, letter by letter: equal texts stay equal.</summary>
    public static ReadOnlySpan<char> Decode(ReadOnlySpan<char> text, Span<char> scratch)
    {
        if (!text.ContainsAny('%', '+'))
        {
            return text;
        }

        text.Replace(scratch, '+', ' ');
        return Uri.TryUnescapeDataString(scratch[..text.Length], scratch, out var length) ? scratch[..length] : text;
    }

    /// <summary>
    /// How long ago an instant is, as the power of two that its seconds fall between, so that a window that moves with the clock asks the same each time;
    /// negative in the future, <see cref="sbyte.MaxValue"/> for what is no instant.
    /// </summary>
    public static int BucketOf(ReadOnlySpan<char> value, long now)
    {
        // Storage writes a comparison in front: gte:2026-11-22.
        var colon = value.IndexOf(':');
        if (colon is > 0 and <= 3 && !value[..colon].ContainsAnyExceptInRange('a', 'z'))
        {
            value = value[(colon + 1)..];
        }

        if (value.Length is 0 or > 40)
        {
            return sbyte.MaxValue;
        }

        // A plus sign that was not encoded has become a space.
        Span<char> text = stackalloc char[value.Length];
        value.CopyTo(text);
        if (text.Length > 6 && text[^6] == ' ')
        {
            text[^6] = '+';
        }

        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
        {
            return sbyte.MaxValue;
        }

        var seconds = (now / 1000) - instant.ToUnixTimeSeconds();
        var bucket = 1 + (int)Math.Log2(Math.Max(1, Math.Abs((double)seconds)));
        return seconds < 0 ? -bucket : bucket;
    }

    private ulong Take(ParameterRole role, ulong label, ReadOnlySpan<char> value, ref CallQuestion question)
    {
        switch (role)
        {
            case ParameterRole.Asked:
                return keys.Join(label, keys.OfText(value));
            case ParameterRole.Time:
                question.Facts |= ObservationFacts.TimeFiltered;
                return keys.Join(label, (ulong)BucketOf(value, now));
            case ParameterRole.Cursor:
                question.CursorUsed = value.IsEmpty ? 0 : keys.OfText(value);
                return 0;
            case ParameterRole.Page:
                if (int.TryParse(value, CultureInfo.InvariantCulture, out var page) && page > 1)
                {
                    question.Facts |= ObservationFacts.NextPage;
                }

                return 0;
            case ParameterRole.Party:
                AddParty(value, ref question);
                return 0;
            default:
                if (role == ParameterRole.Unknown && question.Unknown < ushort.MaxValue)
                {
                    question.Unknown++;
                }

                return 0;
        }
    }

    private void AddParty(ReadOnlySpan<char> value, ref CallQuestion question)
    {
        if (value.IsEmpty || question.PartyCount == CallQuestion.MostParties)
        {
            return;
        }

        var key = keys.OfParty(value);
        if (question.PartyCount == 0 || !question.Parties.Contains(key))
        {
            // Of several parties it could not be told whose number does not hold.
            question.Facts = question.PartyCount == 0 ? question.Facts | IdentityShape.FactsOf(value) : question.Facts & ~(ObservationFacts.IdentityNumber | ObservationFacts.BadIdentityNumber);
            question.Room[question.PartyCount++] = key;
            if (ObservationMapper.IsCountable(value, out var number))
            {
                question.Number = number;
            }
        }
    }
}
