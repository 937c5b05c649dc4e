using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Policies;

/// <summary>Policies' modes in the admin API. A policy that is not set has the nodes' configured mode; its tag is then that of revision 0.</summary>
internal static class PoliciesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var policies = api.MapGroup("/policies").WithTags("Policies");
        policies.MapGet("/", ListAsync).WithSummary("List every policy in every environment").RequireAuthorization(OperatorRoles.MayRead);
        policies.MapGet("/{policy}/{environment}", GetAsync).WithSummary("Get a policy's mode").RequireAuthorization(OperatorRoles.MayRead);
        policies.MapPut("/{policy}/{environment}", SetAsync).WithSummary("Set a policy's mode").RequireAuthorization(OperatorRoles.MayDecide).WithMetadata(NeedsPrecondition.Mark);
        policies.MapDelete("/{policy}/{environment}", ClearAsync).WithSummary("Take a policy back to its configured mode").RequireAuthorization(OperatorRoles.MayDecide).WithMetadata(NeedsPrecondition.Mark);
    }

    private static async Task<Ok<Page<PolicyView>>> ListAsync(RegistryChanges registry, IOptions<RegistryOptions> options, CancellationToken cancellation)
    {
        var set = await registry.Db.Policies.AsNoTracking().ToListAsync(cancellation);
        var views = PolicyNames.Of(options.Value.KnownProducts).SelectMany(policy => Enum.GetValues<AltinnEnvironment>().Select(environment => PolicyView.Of(
            policy, environment, set.Find(row => row.Policy == policy && row.Environment == environment))));
        return TypedResults.Ok(new Page<PolicyView>([.. views], null));
    }

    private static async Task<Results<Ok<PolicyView>, Refused>> GetAsync(
        string policy, string environment, HttpContext context, RegistryChanges registry, IOptions<RegistryOptions> options, CancellationToken cancellation)
    {
        if (!TryRead(policy, environment, options.Value, out var where))
        {
            return new Refused(Problems.NotFound);
        }

        var setting = await FindAsync(registry.Db, policy, where, cancellation);
        Precondition.SetTag(context, setting?.Revision ?? 0);
        return TypedResults.Ok(PolicyView.Of(policy, where, setting));
    }

    private static async Task<Results<Ok<PolicyView>, Refused>> SetAsync(
        string policy, string environment, PolicyChange body, HttpContext context, RegistryChanges registry, IOptions<RegistryOptions> options, CancellationToken cancellation)
    {
        if (!TryRead(policy, environment, options.Value, out var where))
        {
            return new Refused(Problems.NotFound);
        }

        var input = new Input();
        var mode = input.Choice("mode", body.Mode);
        var reason = input.Text("reason", body.Reason, Lengths.Long);
        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), "policies.set", cancellation);
        var setting = await FindAsync(change.Db, policy, where, cancellation);
        if (Precondition.Check(context, setting?.Revision ?? 0) is { } stale)
        {
            return new Refused(stale);
        }

        if (setting is null)
        {
            setting = change.Db.Policies.Add(new PolicySetting { Policy = policy, Environment = where, Mode = mode, Reason = reason, SetAt = change.Now }).Entity;
        }
        else
        {
            (setting.Mode, setting.Reason, setting.SetAt) = (mode, reason, change.Now);
        }

        await registry.CommitAsync(change);
        Precondition.SetTag(context, setting.Revision);
        return TypedResults.Ok(PolicyView.Of(policy, where, setting));
    }

    private static async Task<Results<NoContent, Refused>> ClearAsync(
        string policy, string environment, HttpContext context, RegistryChanges registry, IOptions<RegistryOptions> options, CancellationToken cancellation)
    {
        if (!TryRead(policy, environment, options.Value, out var where))
        {
            return new Refused(Problems.NotFound);
        }

        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), "policies.clear", cancellation);
        var setting = await FindAsync(change.Db, policy, where, cancellation);
        if (Precondition.Check(context, setting?.Revision ?? 0) is { } stale)
        {
            return new Refused(stale);
        }

        if (setting is not null)
        {
            change.Db.Policies.Remove(setting);
            await registry.CommitAsync(change);
        }

        return TypedResults.NoContent();
    }

    private static bool TryRead(string policy, string environment, RegistryOptions options, out AltinnEnvironment where)
    {
        where = environment == "production" ? AltinnEnvironment.Production : AltinnEnvironment.Test;
        return environment is "production" or "test" && PolicyNames.Of(options.KnownProducts).Contains(policy, StringComparer.Ordinal);
    }

    private static Task<PolicySetting?> FindAsync(RegistryDb db, string policy, AltinnEnvironment environment, CancellationToken cancellation)
        => db.Policies.SingleOrDefaultAsync(row => row.Policy == policy && row.Environment == environment, cancellation);
}

/// <summary>A mode to set.</summary>
/// <param name="Mode"><c>off</c>, <c>shadow</c> or <c>enforce</c>.</param>
/// <param name="Reason">Why, at most 4000 characters.</param>
internal sealed record PolicyChange(PolicyMode? Mode, string? Reason) : IExample<PolicyChange>
{
    public static PolicyChange Example { get; } = new(PolicyMode.Shadow, "Telles i en måned før den håndheves.");
}

/// <summary>A policy's mode in an environment.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="Environment">Where.</param>
/// <param name="Mode">The mode set here; null when the nodes' configured mode applies.</param>
/// <param name="Reason">Why it was set.</param>
/// <param name="SetAt">When it was set.</param>
internal sealed record PolicyView(string Policy, AltinnEnvironment Environment, PolicyMode? Mode, string? Reason, DateTimeOffset? SetAt) : IExample<PolicyView>
{
    public static PolicyView Example { get; } = new("terms", AltinnEnvironment.Test, PolicyMode.Shadow, "Telles i en måned før den håndheves.", Examples.At);

    public static PolicyView Of(string policy, AltinnEnvironment environment, PolicySetting? setting)
        => new(policy, environment, setting?.Mode, setting?.Reason, setting?.SetAt);
}
