using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Digdir.Altinn.Gateway.Replay;

/// <summary>Writes what a replay found, for programs or for people.</summary>
internal static class ReplayReport
{
    /// <summary>One JSON object per vendor and line, or a table; by vendor.</summary>
    public static async Task WriteAsync(IEnumerable<ReplayedVendor> vendors, bool json, TextWriter output)
    {
        var sorted = vendors.OrderBy(vendor => vendor.Vendor, StringComparer.Ordinal);
        if (json)
        {
            foreach (var vendor in sorted)
            {
                await output.WriteLineAsync(Json(vendor));
            }

            return;
        }

        await output.WriteLineAsync($"{"vendor",-12} {"reads",10} {"redundant",10} {"first flagged",-20} {"level",-6} {"refused",8} {"credited",8}  signals");
        foreach (var vendor in sorted)
        {
            var flagged = vendor.FirstFlagged is { } at ? Time(at)[..19] + "Z" : "–";
            var level = vendor.Levels.Count == 0 ? 0 : (int)vendor.Levels.Max(step => step.Level);
            await output.WriteLineAsync(
                $"{vendor.Vendor,-12} {vendor.Reads,10} {vendor.Redundant,10} {flagged,-20} {level,-6} {vendor.Refusals,8} {vendor.CreditedRefused,8}  {string.Join(' ', vendor.Signals)}");
        }
    }

    private static string Json(ReplayedVendor vendor)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("vendor", vendor.Vendor);
            writer.WriteNumber("reads", vendor.Reads);
            writer.WriteNumber("redundant", vendor.Redundant);
            if (vendor.FirstFlagged is { } at)
            {
                writer.WriteString("firstFlagged", Time(at));
            }
            else
            {
                writer.WriteNull("firstFlagged");
            }

            writer.WriteStartArray("levels");
            foreach (var step in vendor.Levels)
            {
                writer.WriteStartObject();
                writer.WriteString("time", Time(step.At));
                writer.WriteNumber("level", (int)step.Level);
                writer.WriteString("product", step.Group.Product);
                writer.WriteString("class", step.Group.Class.ToString().ToLowerInvariant());
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteNumber("refused", vendor.Refusals);
            writer.WriteNumber("creditedRefused", vendor.CreditedRefused);
            writer.WriteStartArray("signals");
            foreach (var signal in vendor.Signals)
            {
                writer.WriteStringValue(signal);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static string Time(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
