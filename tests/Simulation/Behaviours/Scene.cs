using Digdir.Altinn.Simulation.Vendors;
using Digdir.Altinn.Simulation.World;

namespace Digdir.Altinn.Simulation.Behaviours;

/// <summary>Which half of every parameter's range an instance draws from: the halves have no value in common.</summary>
internal enum RangeHalf
{
    /// <summary>What rules are tuned on.</summary>
    Tuning = 0,

    /// <summary>What figures are reported from; never looked at while tuning.</summary>
    Test = 1,
}

/// <summary>One instance of a behaviour: its vendor, its parties, and the parameters it draws. Not thread-safe.</summary>
internal sealed class Scene(VendorUnderTest vendor, Dice parameters, RangeHalf half)
{
    /// <summary>Each range is cut into so many pieces, taken in turn by the two halves: disjoint, and both cover the whole range.</summary>
    private const int Pieces = 8;

    private readonly Dictionary<Party, Caller> _robots = [];
    private int _parties;

    public VendorUnderTest Vendor => vendor;

    public Dice Dice => vendor.Dice;

    public long Now => vendor.Now;

    /// <summary>How far the vendor's clock is off, in milliseconds.</summary>
    public long Skew { get; } = (long)parameters.Uniform(-2_000, 2_000);

    /// <summary>A parameter, uniform over the half's share of the range.</summary>
    public double Between(double low, double high)
    {
        var piece = (2 * parameters.Below(Pieces / 2)) + (int)half;
        return low + ((high - low) * (piece + parameters.Unit()) / Pieces);
    }

    /// <summary>A parameter, uniform in its logarithm over the half's share of the range.</summary>
    public double LogBetween(double low, double high) => Math.Exp(Between(Math.Log(low), Math.Log(high)));

    /// <summary>A count, uniform in its logarithm.</summary>
    public int Count(double low, double high) => (int)Math.Round(LogBetween(low, high));

    /// <summary>A variant that both halves have.</summary>
    public bool Either(double share = 0.5) => parameters.Chance(share);

    /// <summary>Which of so many variants; both halves have them all.</summary>
    public int OneOf(int variants) => parameters.Below(variants);

    /// <summary>Parties with lognormal inboxes and rates of change (reference 4.1).</summary>
    public Party[] Parties(int count, double items = 20)
    {
        var parties = new Party[count];
        for (var i = 0; i < count; i++)
        {
            var dice = parameters.Fork((ulong)++_parties);
            parties[i] = new Party(vendor.World, _parties, dice, 2 * dice.Lognormal(0, 0.5), Math.Clamp((int)dice.Lognormal(Math.Log(items), 0.7), 1, (int)(items * 4)));
        }

        return parties;
    }

    /// <summary>The party's system user.</summary>
    public Caller Robot(Party party)
    {
        if (!_robots.TryGetValue(party, out var robot))
        {
            robot = new Caller { Customer = party.Number, Holder = $"systemuser-{party.Index}" };
            _robots.Add(party, robot);
        }

        return robot;
    }

    /// <summary>A person with a user token of their own.</summary>
    public static Caller Person(int index) => new() { Holder = $"client", Person = $"person-{index}" };

    public void Start(long at, IEnumerable<long> routine) => vendor.Start(at + Skew, routine);

    public void Start(IEnumerable<long> routine) => vendor.Start(vendor.Now, routine);
}
