using System.ComponentModel.DataAnnotations;

namespace Digdir.Altinn.VendorRegistry.Outbox;

/// <summary>How the outbox brings announcements to receivers.</summary>
public sealed class OutboxOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Outbox";

    /// <summary>False when this process is to deliver nothing; others do. True by default.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How often the database is asked for what other processes announced and what has fallen due. What this process announces it takes up at once. 1 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Attempts under way at once. 128 by default. At most a quarter of them go to receivers whose last attempt failed.</summary>
    [Range(4, 4096)]
    public int Concurrency { get; set; } = 128;

    /// <summary>How long one attempt may take, all told. 15 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:30")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a process has a receiver to itself before another may take over: after a crash, what was under way waits that long. At least twice
    /// <see cref="Patience"/>. 90 s by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:10", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>How long deliveries that have ended, and announcements, are kept: the log, and what can be replayed. 30 days by default.</summary>
    [Range(typeof(TimeSpan), "4.00:00:00", "400.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);
}
