using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Digdir.Altinn.Sandbox.Answers;

/// <summary>How the stand-ins write JSON: camel case, enumerations as words, instants in UTC, Norwegian letters as they are.</summary>
internal static class SandboxJson
{
    public static void Configure(JsonSerializerOptions options)
    {
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter());
        options.AllowDuplicateProperties = false;
    }
}
