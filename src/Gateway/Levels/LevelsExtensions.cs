using System.Diagnostics.Metrics;
using Digdir.Altinn.Grains.Levels;

namespace Digdir.Altinn.Gateway.Levels;

internal static class LevelsExtensions
{
    public static void AddLevels(this IServiceCollection services)
    {
        services.AddSingleton<LevelsMetrics>();
        services.AddSingleton<ConductViews>();
    }

    public static void UseLevels(this IApplicationBuilder app) => app.UseMiddleware<LevelsMiddleware>();
}

/// <summary>What the ladder refuses, by product, class and level. Thread-safe.</summary>
internal sealed class LevelsMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _refused = meters.Create("Digdir.Altinn.Gateway").CreateCounter<long>(
        "altinn.gateway.levels.refused", "{request}", "Reads that the ladder or the emergency brake refused.");

    /// <summary>A read was refused.</summary>
    public void Refused(Call call, in Judgement judgement)
        => _refused.Add(
            1,
            new("operation", call.Operation.Id),
            new("level", (int)judgement.Level),
            new("by", judgement.Braked ? "brake" : "ladder"));
}
