using System.ComponentModel.DataAnnotations;

namespace Digdir.Altinn.Gateway.EdgeGuard;

/// <summary>What the gateway puts up with from an address or a connection before it knows who is calling.</summary>
internal sealed class EdgeGuardOptions
{
    public const string SectionName = "EdgeGuard";

    /// <summary>Requests per second from one address (IPv6: one /64). High: many customers' systems may share one address; vendors' limits come later. 1 to 1000000.</summary>
    [Range(1, 1_000_000)]
    public double Rate { get; set; } = 1000;

    /// <summary>Requests at once from one address. 1 to 1000000.</summary>
    [Range(1, 1_000_000)]
    public double Burst { get; set; } = 5000;

    /// <summary>Addresses remembered at a time, rounded up to a power of two; 16 bytes each. 1024 to 16777216.</summary>
    [Range(1024, 16_777_216)]
    public int Addresses { get; set; } = 65_536;

    /// <summary>Networks, such as <c>10.0.0.0/8</c>, whose X-Forwarded-For and -Proto are believed. None by default.</summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>Connections at once, on all listeners together. 10 to 1000000.</summary>
    [Range(10, 1_000_000)]
    public long Connections { get; set; } = 50_000;

    /// <summary>WebSocket connections at once. 1 to 1000000.</summary>
    [Range(1, 1_000_000)]
    public long Upgraded { get; set; } = 10_000;

    /// <summary>Seconds a caller may take for the head of a request. 1 to 300.</summary>
    [Range(1, 300)]
    public double HeadSeconds { get; set; } = 15;

    /// <summary>Seconds a connection may rest between requests. 1 to 3600.</summary>
    [Range(1, 3600)]
    public double KeepAliveSeconds { get; set; } = 130;

    /// <summary>Bytes per second below which a body, either way, is cut off, as Altinn's own file transfer does. 1 to 1000000.</summary>
    [Range(1, 1_000_000)]
    public double MinimumRate { get; set; } = 100;

    /// <summary>Seconds before <see cref="MinimumRate"/> applies. 1.1 to 300.</summary>
    [Range(1.1, 300)]
    public double MinimumRateGraceSeconds { get; set; } = 10;

    /// <summary>Bytes of the request line: a query of 32 KiB and its path. Beyond twice that the server refuses without a reason, here and below. 8192 to 1048576.</summary>
    [Range(8192, 1_048_576)]
    public int RequestLineBytes { get; set; } = 40 * 1024;

    /// <summary>Bytes of all header fields together. In HTTP/2 the path and query count too. 8192 to 1048576.</summary>
    [Range(8192, 1_048_576)]
    public int HeaderBytes { get; set; } = 80 * 1024;

    /// <summary>Number of header fields. 10 to 1000.</summary>
    [Range(10, 1000)]
    public int HeaderCount { get; set; } = 100;

    /// <summary>HTTP/2 streams at once on one connection. 1 to 1000.</summary>
    [Range(1, 1000)]
    public int StreamsPerConnection { get; set; } = 100;
}
