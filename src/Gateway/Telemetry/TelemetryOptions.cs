using System.ComponentModel.DataAnnotations;

namespace Digdir.Altinn.Gateway.Telemetry;

/// <summary>How the gateway is seen. Log levels and further sinks are set in the section <c>Serilog</c>.</summary>
internal sealed class TelemetryOptions
{
    public const string SectionName = "Telemetry";

    /// <summary>Which requests get a line.</summary>
    public RequestLines RequestLines { get; set; } = RequestLines.All;

    /// <summary>KiB of log lines that can wait for a slow reader; further ones are dropped and counted. 64 to 65536.</summary>
    [Range(64, 65_536)]
    public int LogBufferKib { get; set; } = 1024;

    /// <summary>Export by OTLP; off without an endpoint.</summary>
    public OtlpOptions Otlp { get; set; } = new();
}

/// <summary>Which requests get a line in the log.</summary>
internal enum RequestLines
{
    /// <summary>Every request.</summary>
    All = 0,

    /// <summary>Those that did not end in a product's answer below 400.</summary>
    Problems,

    /// <summary>None.</summary>
    None,
}

/// <summary>Export of metrics and traces by OTLP.</summary>
internal sealed class OtlpOptions
{
    /// <summary>The collector's base address, for example <c>http://collector:4317</c>; nothing is exported without one.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>How to speak to it.</summary>
    public OtlpProtocol Protocol { get; set; } = OtlpProtocol.Grpc;

    /// <summary>Fields sent along, as <c>name=value,name=value</c>. A secret.</summary>
    public string? Headers { get; set; }

    /// <summary>Share of requests that are traced. 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public double SampleRatio { get; set; } = 0.05;

    /// <summary>Seconds between exports of metrics. 1 to 3600.</summary>
    [Range(1, 3600)]
    public int MetricsSeconds { get; set; } = 15;
}

/// <summary>The two ways of OTLP.</summary>
internal enum OtlpProtocol
{
    /// <summary>gRPC, usually port 4317.</summary>
    Grpc = 0,

    /// <summary>HTTP with protobuf, usually port 4318.</summary>
    Http,
}
