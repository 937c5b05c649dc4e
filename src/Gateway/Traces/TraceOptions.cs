using System.ComponentModel.DataAnnotations;

namespace Digdir.Altinn.Gateway.Traces;

/// <summary>Whether the node records what it observes, for <c>replay</c>.</summary>
internal sealed class TraceOptions
{
    public const string SectionName = "Trace";

    /// <summary>The folder to write to; empty to record nothing.</summary>
    public string Folder { get; set; } = "";

    /// <summary>Bytes after which a new file is begun. 65536 to 4294967296.</summary>
    [Range(65_536L, 4_294_967_296L)]
    public long FileBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Files kept; the oldest goes. 2 to 10000.</summary>
    [Range(2, 10_000)]
    public int Files { get; set; } = 64;
}
