using System.Collections.Frozen;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.VendorRegistry.Concessions;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Conduct;

/// <summary>What people decide in the registry is what the grains go by, from the next call on.</summary>
public sealed class DecidedConductTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Nothing_is_enforced_until_somebody_decides_so_and_then_for_that_product_only()
    {
        await using var gateway = await ServingGateway.StartAsync();
        var settings = gateway.Services.GetRequiredService<IConductSettings>();
        Assert.Equal(ConductMode.Shadow, settings.Of(ServingGateway.Vendor).ModeOf(new ReadGroup("dialogporten", ReadClass.List)));

        gateway.Registry = gateway.Registry with
        {
            Version = 2,
            Policies = new Dictionary<PolicyKey, PolicyMode>
            {
                [new PolicyKey("detectors-dialogporten", AltinnEnvironment.Test)] = PolicyMode.Enforce,
                [new PolicyKey("detectors-melding", AltinnEnvironment.Production)] = PolicyMode.Enforce,
                [new PolicyKey("detectors", AltinnEnvironment.Test)] = PolicyMode.Off,
            }.ToFrozenDictionary(),
        };

        var decided = settings.Of(ServingGateway.Vendor);
        Assert.Equal(ConductMode.Enforce, decided.ModeOf(new ReadGroup("dialogporten", ReadClass.List)));
        Assert.Equal(ConductMode.Off, decided.ModeOf(new ReadGroup("melding", ReadClass.List)));
    }

    [Fact]
    public async Task Scraping_has_a_mode_of_its_own_and_follows_the_other_detectors_until_it_is_decided()
    {
        await using var gateway = await ServingGateway.StartAsync(["--Conduct:ScrapingProducts:events=Enforce"]);
        var settings = gateway.Services.GetRequiredService<IConductSettings>();
        Assert.Equal(ConductMode.Shadow, settings.Of(ServingGateway.Vendor).ScrapingModeOf("dialogporten"));
        Assert.Equal(ConductMode.Enforce, settings.Of(ServingGateway.Vendor).ScrapingModeOf("events"));

        gateway.Registry = gateway.Registry.Setting("detectors-dialogporten", PolicyMode.Enforce);
        Assert.Equal(ConductMode.Enforce, settings.Of(ServingGateway.Vendor).ScrapingModeOf("dialogporten"));
        Assert.Equal(ConductMode.Shadow, settings.Of(ServingGateway.Vendor).ScrapingModeOf("melding"));

        gateway.Registry = gateway.Registry.Setting("scraping", PolicyMode.Off).Setting("scraping-melding", PolicyMode.Shadow);
        var decided = settings.Of(ServingGateway.Vendor);
        Assert.Equal(ConductMode.Off, decided.ScrapingModeOf("dialogporten"));
        Assert.Equal(ConductMode.Off, decided.ScrapingModeOf("events"));
        Assert.Equal(ConductMode.Shadow, decided.ScrapingModeOf("melding"));
        Assert.Equal(ConductMode.Enforce, decided.ModeOf(new ReadGroup("dialogporten", ReadClass.List)));
    }

    [Fact]
    public async Task Settings_stay_the_same_instance_while_nothing_about_the_vendor_changed()
    {
        await using var gateway = await ServingGateway.StartAsync();
        var settings = gateway.Services.GetRequiredService<IConductSettings>();
        var first = settings.Of(ServingGateway.Vendor);

        gateway.Registry = gateway.Registry with { Version = 2 };
        Assert.Same(first, settings.Of(ServingGateway.Vendor));

        gateway.Registry = gateway.Registry.With(ServingGateway.GoodVendor with { Conduct = new ConductPicture { Ceiling = Level.Notice } });
        Assert.Equal(Level.Notice, settings.Of(ServingGateway.Vendor).Ceiling);
        Assert.NotSame(first, settings.Of(ServingGateway.Vendor));
    }

    [Fact]
    public async Task The_lowest_ceiling_holds_and_the_kill_switch_for_all_reaches_vendors_never_seen()
    {
        await using var gateway = await ServingGateway.StartAsync();
        var settings = gateway.Services.GetRequiredService<IConductSettings>();
        gateway.Registry = gateway.Registry.With(ServingGateway.GoodVendor with { Conduct = new ConductPicture { Ceiling = Level.Soft } }) with { Ceiling = Level.Notice };

        Assert.Equal(Level.Notice, settings.Of(ServingGateway.Vendor).Ceiling);
        Assert.Equal(Level.Notice, settings.Of(VendorId.Parse("974760673")).Ceiling);
    }

    [Fact]
    public async Task Concessions_freezes_and_fresh_starts_are_followed()
    {
        await using var gateway = await ServingGateway.StartAsync();
        var settings = gateway.Services.GetRequiredService<IConductSettings>();
        gateway.Registry = gateway.Registry.With(ServingGateway.GoodVendor with
        {
            Conduct = new ConductPicture
            {
                Concessions =
                [
                    new ConcessionPicture(ConcessionKind.DeclaredWork, null, Now, Now.AddDays(7), 0),
                    new ConcessionPicture(ConcessionKind.Grace, "melding", Now, Now.AddDays(30), 6),
                    new ConcessionPicture(ConcessionKind.Allowance, "events", Now, Now.AddDays(30), 3),
                ],
                Freezes = [new FreezePicture(null, Now.AddDays(5))],
                Resets = [new ResetPicture("melding", Now)],
            },
        }) with
        { Protected = [new ProtectedPicture(Now, Now.AddDays(1))] };

        var decided = settings.Of(ServingGateway.Vendor);
        Assert.Equal([null], decided.Concessions.Work.Select(work => work.Group));
        Assert.All(decided.Concessions.Graces, grace => Assert.Equal(("melding", 6.0), (grace.Group?.Product, grace.Factor)));
        Assert.Equal(3, decided.AllowanceOf(new ReadGroup("events", ReadClass.Feed), Now.ToUnixTimeMilliseconds()));
        Assert.Equal(1, decided.AllowanceOf(new ReadGroup("melding", ReadClass.List), Now.ToUnixTimeMilliseconds()));
        Assert.Equal(Now.AddDays(5).ToUnixTimeMilliseconds(), decided.FrozenUntil);
        Assert.Contains(decided.Decisions, decision => decision is { Group: { Product: "melding", Class: ReadClass.List }, Level: Level.Clear, PenaltyFactor: 0 });
        Assert.True(decided.IsProtected(Now.AddHours(1).ToUnixTimeMilliseconds()));
    }

    [Fact]
    public async Task What_is_conceded_from_tomorrow_does_not_hold_today()
    {
        await using var gateway = await ServingGateway.StartAsync();
        var settings = gateway.Services.GetRequiredService<IConductSettings>();
        var tomorrow = Now.AddDays(1);
        gateway.Registry = gateway.Registry.With(ServingGateway.GoodVendor with
        {
            Conduct = new ConductPicture
            {
                Concessions = [new ConcessionPicture(ConcessionKind.Allowance, "events", tomorrow, Now.AddDays(30), 3), new ConcessionPicture(ConcessionKind.Grace, "events", tomorrow, Now.AddDays(30), 6)],
            },
        });

        var decided = settings.Of(ServingGateway.Vendor);
        var feed = new ReadGroup("events", ReadClass.Feed);
        Assert.Equal(1, decided.AllowanceOf(feed, Now.ToUnixTimeMilliseconds()));
        Assert.Equal(3, decided.AllowanceOf(feed, tomorrow.ToUnixTimeMilliseconds()));
        Assert.All(decided.Concessions.Graces, grace => Assert.Equal(tomorrow.ToUnixTimeMilliseconds(), grace.From));
    }

    [Fact]
    public async Task Announcing_the_next_sync_does_not_end_the_one_under_way()
    {
        await using var gateway = await ServingGateway.StartAsync();
        var settings = gateway.Services.GetRequiredService<IConductSettings>();
        gateway.Registry = gateway.Registry.With(ServingGateway.GoodVendor with
        {
            Conduct = new ConductPicture
            {
                Concessions = [new ConcessionPicture(ConcessionKind.DeclaredWork, null, Now, Now.AddDays(6), 0), new ConcessionPicture(ConcessionKind.DeclaredWork, null, Now.AddDays(20), Now.AddDays(27), 0)],
            },
        });

        var knowledge = settings.Of(ServingGateway.Vendor).Knowledge;
        Assert.True(knowledge.HasDeclaredSync(Now.AddDays(1).ToUnixTimeMilliseconds()));
        Assert.False(knowledge.HasDeclaredSync(Now.AddDays(10).ToUnixTimeMilliseconds()));
        Assert.True(knowledge.HasDeclaredSync(Now.AddDays(21).ToUnixTimeMilliseconds()));
    }
}
