using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Engines;
using Digdir.Altinn.Grains.Gates;
using Digdir.Altinn.Grains.Stores;
using Digdir.Altinn.Grains.Vendors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Grains;

/// <summary>Adds grains and gates to a host.</summary>
public static class GrainsExtensions
{
    /// <summary>
    /// Adds <see cref="IVendorGates"/>, the in-process engine and the options <see cref="GrainsOptions"/>. Needs a <see cref="TimeProvider"/>.
    /// An <see cref="IGrainStore"/> that is registered, before or after, takes the place of the one in memory; an <c>IConductSettings</c> the place of the
    /// configured settings, and an <c>IConductListener</c> the place of nobody. A <c>SampleSeed</c> makes it a secret which calls are sampled as evidence.
    /// </summary>
    public static IServiceCollection AddGrains(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddOptions<GrainsOptions>().BindConfiguration(GrainsOptions.SectionName)
            .Validate(static options => options.Tick * 2 <= options.LotLifetime, "Limits:Tick must be at most half of Limits:LotLifetime, or tokens lapse before they are returned.")
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<GrainsOptions>, GrainsOptionsValidator>();
        services.AddOptions<ConductOptions>().BindConfiguration(ConductOptions.SectionName).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ConductOptions>, ConductOptionsValidator>();
        services.AddOptions<ConductNumbers>().BindConfiguration(ConductNumbers.SectionName)
            .Validate(static numbers => numbers.IsInOrder, "Conduct:Numbers must rise: Notice, Soft, Hard, Closure; SoftInterval, HardInterval; ScrapingReview, ScrapingCase.")
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<ConductNumbers>, ConductNumbersValidator>();
        services.TryAddSingleton<IConductSettings, ConfiguredConduct>();
        services.TryAddSingleton<IConductListener, NoConductListener>();
        services.TryAddSingleton<IGrainStore, MemoryGrainStore>();
        services.AddSingleton<GrainMetrics>();
        services.TryAddSingleton(static provider => provider.GetRequiredService<IOptions<ConductNumbers>>().Value
            .ToRules(provider.GetRequiredService<IOptions<ConductOptions>>().Value.NoticeDeadline) with { SampleSeed = provider.GetService<SampleSeed>()?.Value ?? 0 });
        services.AddSingleton<IGrainEngine>(static provider =>
        {
            var options = provider.GetRequiredService<IOptions<GrainsOptions>>().Value;
            return new InProcessEngine(
                provider.GetRequiredService<IGrainStore>(),
                RulesOf(options, provider.GetRequiredService<ConductRules>()),
                provider.GetRequiredService<IConductSettings>(),
                provider.GetRequiredService<IConductListener>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<GrainMetrics>(),
                provider.GetRequiredService<ILogger<InProcessEngine>>());
        });
        services.AddSingleton<IVendorGates>(static provider =>
        {
            var options = provider.GetRequiredService<IOptions<GrainsOptions>>().Value;
            var clock = provider.GetRequiredService<TimeProvider>();
            var node = new GateNode(
                provider.GetRequiredService<IGrainEngine>(),
                clock,
                options.ExchangeTimeout,
                provider.GetRequiredService<GrainMetrics>(),
                provider.GetRequiredService<ILogger<GateNode>>());
            var rules = new GateRules
            {
                Tick = options.Tick,
                SlowTick = options.Tick * 4 < options.LotLifetime / 2 ? options.Tick * 4 : options.LotLifetime / 2,
                DegradedShare = options.EffectiveDegradedShare,
            };
            return new VendorGates(node, rules, options.IdleAfter, clock);
        });
        return services;
    }

    private static InProcessRules RulesOf(GrainsOptions options, ConductRules conduct) => new()
    {
        Grains = new GrainRules
        {
            LotLifetime = options.LotLifetime,
            Learning = options.LotLifetime + options.SaveInterval,
            SafeShare = options.SafeShare,
        },
        SaveInterval = options.SaveInterval,
        StoreTimeout = options.StoreTimeout,
        IdleAfter = options.IdleAfter,
        Conduct = conduct,
    };
}
