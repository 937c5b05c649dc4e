using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.Grains.Scraping;

namespace Digdir.Altinn.VendorRegistry.Evidence;

/// <summary>What a piece of evidence rests on, as it is kept and shown.</summary>
/// <param name="Cause">Why a level changed.</param>
/// <param name="Polling">The group's figures at that moment.</param>
/// <param name="Pattern">The pattern found.</param>
/// <param name="Scraping">The signals with their weights, and the sample.</param>
/// <param name="PerHour">Calls an hour that the emergency brake lets pass.</param>
/// <param name="Overrun">What a monitor saw that pulled the brake.</param>
internal sealed record EvidenceFigures(StepCause Cause, GroupFigures? Polling, Finding? Pattern, ProposedCase? Scraping, double? PerHour, Overrun? Overrun = null);

/// <summary>How evidence is spelt: names in camel case, keyed hashes as sixteen hexadecimal digits, since JSON's numbers do not hold 64 bits.</summary>
internal static class EvidenceJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new KeyConverter(), new ShortKeyConverter() },
    };

    private sealed class KeyConverter : JsonConverter<ulong>
    {
        public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => ulong.Parse(reader.GetString() ?? "", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

        public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options)
            => writer.WriteStringValue(value.ToString("x16", CultureInfo.InvariantCulture));
    }

    private sealed class ShortKeyConverter : JsonConverter<uint>
    {
        public override uint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => uint.Parse(reader.GetString() ?? "", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

        public override void Write(Utf8JsonWriter writer, uint value, JsonSerializerOptions options)
            => writer.WriteStringValue(value.ToString("x8", CultureInfo.InvariantCulture));
    }
}
