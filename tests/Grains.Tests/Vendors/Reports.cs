using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.Grains.Lots;
using Digdir.Altinn.Grains.Vendors;

namespace Digdir.Altinn.Grains.Tests.Vendors;

/// <summary>Short ways to say what gates tell a grain.</summary>
internal static class Reports
{
    public static readonly DateTimeOffset Start = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    public static readonly LimitKey Key = new("vendor", 0);

    public static readonly Limit Ordinary = new(Key, new Allowance(50, 100));

    public static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    public static VendorGrain First(GrainRules? rules = null) => new(1, Origin.First(Start), rules ?? new GrainRules());

    /// <summary>A gate that asks for tokens now, having <paramref name="left"/> and giving <paramref name="returned"/> back.</summary>
    public static Report Asks(ulong gate, long sequence, double needed, double left = 0, double returned = 0, long epoch = 1, Limit? limit = null, params CustomerUse[] customers)
        => new(gate, sequence, [new BucketReport(limit ?? Ordinary, [new LotReport(null, epoch, left, returned, needed, needed, 1)], customers)]);

    public static double Granted(this Reply reply) => reply.Buckets[0].Lots[0].Granted;

    public static double Confirmed(this Reply reply) => reply.Buckets[0].Lots[0].Confirmed;

    public static double Mintable(this Reply reply) => reply.Buckets[0].Lots[0].Mintable;
}
