namespace Digdir.Altinn.VendorRegistry.Outgoing;

/// <summary>Which addresses that others choose the registry may connect to.</summary>
public sealed class OutgoingOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Outgoing";

    /// <summary>Ports that may be connected to. 443 when left out.</summary>
    public int[]? Ports { get; set; }

    /// <summary>True to allow this machine itself, also by http and on any port: for development only. False by default.</summary>
    public bool AllowLoopback { get; set; }

    /// <summary>The ports in use.</summary>
    public IReadOnlyList<int> AllowedPorts => Ports is { Length: > 0 } ports ? ports : [443];
}
