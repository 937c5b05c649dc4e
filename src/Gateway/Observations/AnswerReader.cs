using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Digdir.Altinn.Gateway.Vendors;
using Digdir.Altinn.Grains.Hashing;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>
/// Reads out of a JSON answer which things it listed, for whom, and the cursor it gave out; and hashes it without what tells nothing. Takes whatever comes:
/// what is malformed, too deep or cut off ends the reading, with what was understood until then. Pure; allocates nothing but on malformed JSON.
/// </summary>
internal static class AnswerReader
{
    private const int Id = 0;
    private const int Party = 3;
    private const int Created = 4;
    private const int LongestText = 1024;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    /// <summary>Reads the things.</summary>
    /// <param name="json">The answer, or its beginning.</param>
    /// <param name="isWhole">False when only the beginning is there.</param>
    /// <param name="plan">Where things are. Must have items.</param>
    /// <param name="parties">The parties asked for; a thing of none of them counts as the first one's.</param>
    /// <param name="keys">What to hash with.</param>
    /// <param name="things">Where things go; cleared by the caller.</param>
    /// <param name="aliases">Names on the way to the things that stand for the plan's (<see cref="GraphDocument.Aliases"/>).</param>
    public static void Read(ReadOnlySpan<byte> json, bool isWhole, AnswerPlan plan, ReadOnlySpan<ulong> parties, IdentityHash keys, AnswerThings things, ulong[]? aliases = null)
    {
        json = WithoutMark(json);
        var walk = new Walk(json, isWhole, plan, parties, keys, things, aliases);
        try
        {
            if (!walk.Run())
            {
                things.Cut();
            }
        }
        catch (JsonException)
        {
            things.Misread();
        }
        catch (InvalidOperationException)
        {
            // Text that is not UTF-8.
            things.Misread();
        }
    }

    /// <summary>The hash of a whole JSON answer without its volatile members and its white space, and without the members' names where those say nothing; 0 when it is not JSON.</summary>
    public static ulong HashOf(ReadOnlySpan<byte> json, AnswerPlan plan, ulong seed, bool isNamed = true)
    {
        json = WithoutMark(json);
        var hash = new XxHash64(seed);
        var reader = new Utf8JsonReader(json, Options);
        Span<byte> kind = stackalloc byte[1];
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && IsVolatile(ref reader, plan))
                {
                    reader.Read();
                    reader.Skip();
                    continue;
                }

                kind[0] = (byte)reader.TokenType;
                hash.Take(kind);
                hash.Take(isNamed || reader.TokenType != JsonTokenType.PropertyName ? reader.ValueSpan : default);
            }
        }
        catch (JsonException)
        {
            return 0;
        }

        return hash.Value() is var value and not 0 ? value : 1;
    }

    /// <summary>
    /// The cursor in what an answer gives out: the value of the parameter where it is an address, else the text itself, decoded as one in a query would be.
    /// </summary>
    /// <returns>Its keyed hash; 0 when there is none.</returns>
    public static ulong CursorIn(ReadOnlySpan<char> text, string parameter, IdentityHash keys)
    {
        var question = text.IndexOf('?');
        if (question < 0)
        {
            return text.IsEmpty ? 0 : keys.OfText(text);
        }

        Span<char> scratch = stackalloc char[LongestText];
        foreach (var range in text[(question + 1)..].Split('&'))
        {
            var pair = text[(question + 1)..][range];
            var equals = pair.IndexOf('=');
            if (equals > 0 && pair.Length <= LongestText && pair[..equals].Equals(parameter, StringComparison.OrdinalIgnoreCase))
            {
                var value = QueryReader.Decode(pair[(equals + 1)..], scratch);
                return value.IsEmpty ? 0 : keys.OfText(value);
            }
        }

        return 0;
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> json) => json.StartsWith("\uFEFF"u8) ? json[3..] : json;

    private static bool IsVolatile(ref Utf8JsonReader reader, AnswerPlan plan)
    {
        foreach (var name in plan.Volatile)
        {
            if (reader.ValueTextEquals(name))
            {
                return true;
            }
        }

        return false;
    }

    private ref struct Walk
    {
        private readonly ReadOnlySpan<byte> _json;
        private readonly AnswerPlan _plan;
        private readonly ReadOnlySpan<ulong> _parties;
        private readonly IdentityHash _keys;
        private readonly AnswerThings _things;
        private readonly ulong[]? _aliases;
        private Utf8JsonReader _reader;

        public Walk(ReadOnlySpan<byte> json, bool isWhole, AnswerPlan plan, ReadOnlySpan<ulong> parties, IdentityHash keys, AnswerThings things, ulong[]? aliases)
        {
            _aliases = aliases;
            _json = json;
            _plan = plan;
            _parties = parties;
            _keys = keys;
            _things = things;
            _reader = new Utf8JsonReader(json, isWhole, new JsonReaderState(Options));
        }

        /// <summary>Returns false when the text ended first.</summary>
        public bool Run()
        {
            if (!_reader.Read() || !At(0, onPath: true, nextLevel: 0, onNext: true))
            {
                return false;
            }

            // What follows the end of the value, if anything, is refused by the reader.
            while (_reader.Read())
            {
            }

            return true;
        }

        /// <summary>Reads the value the reader stands on, which lies on the way to the things, to the next cursor, or both.</summary>
        private bool At(int level, bool onPath, int nextLevel, bool onNext)
        {
            if (onNext && nextLevel > 0 && nextLevel == _plan.Next.Length)
            {
                TakeCursor();
            }

            if (onPath && level == _plan.Path.Length)
            {
                // The next cursor may stand inside only where the answer itself is the one thing, which has none.
                return TakeThings();
            }

            if (_reader.TokenType != JsonTokenType.StartObject)
            {
                return _reader.TrySkip();
            }

            while (_reader.Read())
            {
                if (_reader.TokenType == JsonTokenType.EndObject)
                {
                    return true;
                }

                var isPath = onPath && IsCalled(_plan.Path[level]);
                var isNext = onNext && nextLevel < _plan.Next.Length && IsCalled(_plan.Next[nextLevel]);
                if (!_reader.Read() || !(isPath || isNext ? At(level + 1, isPath, nextLevel + 1, isNext) : _reader.TrySkip()))
                {
                    return false;
                }
            }

            return false;
        }

        /// <summary>True when the reader stands on the name, or on one that stands for it.</summary>
        private bool IsCalled(byte[] name)
            => _reader.ValueTextEquals(name)
                || (_aliases is not null && Array.BinarySearch(_aliases, GraphDocument.AliasOf(_keys.OfBytes(_reader.ValueSpan), _keys.OfBytes(name), _keys)) >= 0);

        private bool TakeThings()
        {
            if (_reader.TokenType == JsonTokenType.StartObject)
            {
                _things.Begin();
                return TakeThing();
            }

            if (_reader.TokenType != JsonTokenType.StartArray)
            {
                return true;
            }

            _things.Begin();
            while (_reader.Read())
            {
                if (_reader.TokenType == JsonTokenType.EndArray)
                {
                    return true;
                }

                if (!TakeThing())
                {
                    return false;
                }
            }

            return false;
        }

        private bool TakeThing()
        {
            if (_plan.Members[Id].Length == 0 || _reader.TokenType != JsonTokenType.StartObject)
            {
                var start = (int)_reader.TokenStartIndex;
                if (!_reader.TrySkip())
                {
                    return false;
                }

                var isText = _reader.TokenType is JsonTokenType.String or JsonTokenType.Number;
                var whole = _keys.OfBytes(isText ? _reader.ValueSpan : _json[start..(int)_reader.BytesConsumed]);
                _things.Add(isText ? ThingHash.Of(IdHere(), whole) : whole, 0);
                return true;
            }

            Span<ulong> found = stackalloc ulong[5];
            found.Clear();
            if (!ReadMembers(found, 0, candidates: 0b1_1111))
            {
                return false;
            }

            // A thing without its id is none that can be known again.
            if (found[Id] != 0)
            {
                _things.CreatedAt = (long)found[Created];
                _things.Add(ThingHash.Of(found[Id], _keys.Join(found[..Party])), found[Party] == 0 ? 0 : Math.Max(0, _parties.IndexOf(found[Party])));
            }

            return true;
        }

        /// <summary>Reads the object the reader stands on.</summary>
        /// <param name="found">Where hashes of the members go.</param>
        /// <param name="level">How deep inside the thing.</param>
        /// <param name="candidates">One bit for each member that the way here leads to.</param>
        private bool ReadMembers(scoped Span<ulong> found, int level, int candidates)
        {
            while (_reader.Read())
            {
                if (_reader.TokenType == JsonTokenType.EndObject)
                {
                    return true;
                }

                Debug.Assert(_reader.TokenType == JsonTokenType.PropertyName);
                int here = 0, deeper = 0;
                for (var i = 0; i < _plan.Members.Length; i++)
                {
                    var steps = _plan.Members[i];
                    if ((candidates & (1 << i)) != 0 && level < steps.Length && _reader.ValueTextEquals(steps[level]))
                    {
                        here |= level + 1 == steps.Length ? 1 << i : 0;
                        deeper |= level + 1 < steps.Length ? 1 << i : 0;
                    }
                }

                if (!_reader.Read())
                {
                    return false;
                }

                for (var i = 0; here >> i != 0; i++)
                {
                    if ((here & (1 << i)) != 0)
                    {
                        found[i] = i switch { Party => PartyHere(), Id => IdHere(), Created => InstantHere(), _ => ValueHere() };
                    }
                }

                if (!(deeper != 0 && _reader.TokenType == JsonTokenType.StartObject ? ReadMembers(found, level + 1, deeper) : _reader.TrySkip()))
                {
                    return false;
                }
            }

            return false;
        }

        private readonly ulong ValueHere() => _reader.TokenType switch
        {
            JsonTokenType.String or JsonTokenType.Number => _keys.OfBytes(_reader.ValueSpan),
            JsonTokenType.True => 1,
            JsonTokenType.False => 2,
            _ => 0,
        };

        /// <summary>The instant in milliseconds since 1970; 0 when it is none, or before.</summary>
        private readonly ulong InstantHere()
            => _reader.TokenType == JsonTokenType.String && _reader.TryGetDateTimeOffset(out var at) ? (ulong)Math.Max(0, at.ToUnixTimeMilliseconds()) : 0;

        /// <summary>The id's key, made as that of a thing the path names: so a thing that was listed is known again when it is opened.</summary>
        private ulong IdHere()
        {
            if (_reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number) || _reader.ValueSpan.Length > LongestText)
            {
                return ValueHere();
            }

            Span<char> text = stackalloc char[LongestText];
            var length = _reader.TokenType == JsonTokenType.String ? _reader.CopyString(text) : Encoding.UTF8.GetChars(_reader.ValueSpan, text);
            return _keys.OfText(text[..length]);
        }

        private ulong PartyHere()
        {
            if (_reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number) || _reader.ValueSpan.Length > LongestText)
            {
                return 0;
            }

            Span<char> text = stackalloc char[LongestText];
            var length = _reader.TokenType == JsonTokenType.String ? _reader.CopyString(text) : Encoding.UTF8.GetChars(_reader.ValueSpan, text);
            return _keys.OfParty(text[..length]);
        }

        private void TakeCursor()
        {
            if (_reader.TokenType != JsonTokenType.String || _reader.ValueSpan.Length > LongestText)
            {
                return;
            }

            Span<char> text = stackalloc char[LongestText];
            var length = _reader.CopyString(text);
            _things.CursorGiven = CursorIn(text[..length], _plan.Cursor, _keys);
        }
    }
}
