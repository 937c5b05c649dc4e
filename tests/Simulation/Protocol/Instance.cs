using System.Diagnostics;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Simulation.Behaviours;
using Digdir.Altinn.Simulation.Vendors;
using Digdir.Altinn.Simulation.World;

namespace Digdir.Altinn.Simulation.Protocol;

/// <summary>Instances of behaviours: each is drawn from its number, and can be drawn again.</summary>
internal static class Instance
{
    /// <summary>Makes a vendor that behaves so, ready to run.</summary>
    /// <param name="behaviour">How it behaves.</param>
    /// <param name="index">Which instance: each draws its own parameters.</param>
    /// <param name="half">Which half of the parameters it draws from.</param>
    /// <param name="days">Days it runs.</param>
    /// <param name="gateway">What it meets.</param>
    /// <param name="seed">Another seed, another run.</param>
    public static VendorUnderTest Make(Behaviour behaviour, int index, RangeHalf half, int days, GatewayUnderTest gateway, ulong seed = 0)
    {
        var dice = new Dice(Dice.Mix(Dice.Mix(seed, (ulong)half + 1), Dice.Mix((ulong)index, NameOf(behaviour))));
        var world = new Surroundings(dice.Fork(1), days, behaviour.Publications, behaviour.LeastShare);
        var vendor = new VendorUnderTest(world, dice.Fork(2), gateway);
        behaviour.Begin(new Scene(vendor, dice.Fork(3), half));
        return vendor;
    }

    /// <summary>Makes it and lets it run to its end.</summary>
    public static Outcome Run(Behaviour behaviour, int index, RangeHalf half, int days, ConductRules rules, ConductSettings settings, ulong seed = 0)
    {
        var gateway = new GatewayUnderTest(rules, settings);
        Make(behaviour, index, half, days, gateway, seed).Run();
        return new Outcome
        {
            Behaviour = behaviour,
            Truth = gateway.Truth,
            Days = days,
            GatewayMs = Stopwatch.GetElapsedTime(0, gateway.Ticks).TotalMilliseconds,
            Explained = gateway.Explained,
        };
    }

    private static ulong NameOf(Behaviour behaviour) => behaviour.Name.Aggregate(14695981039346656037UL, (hash, character) => (hash ^ character) * 1099511628211UL);
}
