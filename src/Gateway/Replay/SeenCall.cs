using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Digdir.Altinn.Gateway.Observations;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Gateway.Replay;

/// <summary>
/// What the node that recorded a line made of the call: in replay it stands in the place of what path, query and answer would say, so that a recorded call
/// weighs exactly what it weighed. Keyed hashes as sixteen hexadecimal digits, nothing in it can be turned back. Immutable.
/// </summary>
internal sealed record SeenCall
{
    /// <summary>Things of one answer that are kept; a longer list is cut, and says so.</summary>
    public const int MostThings = AnswerThings.Most;

    /// <summary>The product.</summary>
    public required string Product { get; init; }

    /// <summary>The class of reads.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<ReadClass>))]
    public required ReadClass Class { get; init; }

    /// <summary>True for the only party of the call, or the first of several.</summary>
    public bool First { get; init; }

    public ulong Operation { get; init; }

    public ulong Party { get; init; }

    public ulong Customer { get; init; }

    public ulong Person { get; init; }

    public ulong Holder { get; init; }

    public ulong Fingerprint { get; init; }

    public ulong RawQuery { get; init; }

    public ulong Body { get; init; }

    public ulong Object { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long Number { get; init; } = -1;

    public ushort AgeDays { get; init; }

    public ulong CursorUsed { get; init; }

    public ulong CursorGiven { get; init; }

    public ulong DeclaredEvent { get; init; }

    public float Weight { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int Things { get; init; } = -1;

    public ulong Referer { get; init; }

    public ushort Facts { get; init; }

    public ushort Browser { get; init; }

    /// <summary>Hashes of what the answer listed, in its order.</summary>
    public IReadOnlyList<ulong>? List { get; init; }

    /// <summary>As the node saw it.</summary>
    public static SeenCall Of(in Observation call, bool first, ReadOnlySpan<ulong> things)
    {
        var isCut = things.Length > MostThings;
        return new SeenCall
        {
            Product = call.Group.Product,
            Class = call.Group.Class,
            First = first,
            Operation = call.Operation,
            Party = call.Party,
            Customer = call.Customer,
            Person = call.Person,
            Holder = call.Holder,
            Fingerprint = call.Fingerprint,
            RawQuery = call.RawQuery,
            Body = call.Body,
            Object = call.Object,
            Number = call.Number,
            AgeDays = call.AgeDays,
            CursorUsed = call.CursorUsed,
            CursorGiven = call.CursorGiven,
            DeclaredEvent = call.DeclaredEvent,
            Weight = call.Weight,
            Things = call.Things,
            Referer = call.Referer,
            Facts = (ushort)(isCut ? call.Facts | ObservationFacts.ThingsCut : call.Facts),
            Browser = (ushort)call.Browser,
            List = things.IsEmpty ? null : (isCut ? things[..MostThings] : things).ToArray(),
        };
    }

    /// <summary>The observation that it was.</summary>
    public Observation ToObservation(TraceLine line) => new()
    {
        At = line.Time.ToUnixTimeMilliseconds(),
        Group = new ReadGroup(Product, Class),
        Operation = Operation,
        Party = Party,
        Customer = Customer,
        Person = Person,
        Holder = Holder,
        Fingerprint = Fingerprint,
        RawQuery = RawQuery,
        Body = Body,
        Object = Object,
        Number = Number,
        AgeDays = AgeDays,
        CursorUsed = CursorUsed,
        CursorGiven = CursorGiven,
        DeclaredEvent = DeclaredEvent,
        Status = line.Status,
        Bytes = line.Bytes,
        Weight = Weight,
        Things = Things,
        RetryAfter = line.RetryAfter,
        Referer = Referer,
        Facts = (ObservationFacts)Facts,
        Browser = (BrowserSigns)Browser,
    };
}

/// <summary>Keyed hashes as sixteen hexadecimal digits: JSON's numbers do not hold 64 bits.</summary>
internal sealed class HexConverter : JsonConverter<ulong>
{
    public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.TokenType == JsonTokenType.String && ulong.TryParse(reader.GetString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var key)
            ? key
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options)
    {
        Span<char> digits = stackalloc char[16];
        value.TryFormat(digits, out _, "x16", CultureInfo.InvariantCulture);
        writer.WriteStringValue(digits);
    }
}
