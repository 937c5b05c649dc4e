using System.Diagnostics.Metrics;
using Digdir.Altinn.Gateway.Notices;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.Gateway.Policies;

/// <summary>Modes of policies that the registry has not set. Keys are policy names; a policy that is not named enforces.</summary>
internal sealed class PoliciesOptions
{
    public const string SectionName = "Policies";

    public Dictionary<string, PolicyMode> Modes { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>Counts what policies find, by policy, mode and product.</summary>
internal sealed class PolicyMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _findings = meters.Create("Digdir.Altinn.Gateway").CreateCounter<long>(
        "altinn.gateway.policy.findings", "{finding}", "Requests that a policy refused or, in shadow, would have refused.");

    public void Found(Policy policy, PolicyMode mode, Call call, string code)
        => _findings.Add(
            1,
            new("policy", policy.Name),
            new("mode", mode == PolicyMode.Shadow ? "shadow" : "enforce"),
            new("product", call.Operation.Product.Id),
            new("code", code));
}

internal static class PoliciesExtensions
{
    /// <summary>The policies, in the order in which they are asked.</summary>
    public static void AddPolicies(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PoliciesOptions>()
            .Configure(options => configuration.GetSection(PoliciesOptions.SectionName).Bind(options.Modes))
            .Validate<IEnumerable<Policy>>(
                (options, policies) => options.Modes.Keys.All(name => policies.Any(policy => policy.Name.Equals(name, StringComparison.OrdinalIgnoreCase))),
                "Policies names a policy that does not exist.")
            .ValidateOnStart();
        services.AddSingleton<PolicyMetrics>();
        services.AddSingleton<RetrySpread>();
        services.AddSingleton<Policy, MaintenancePolicy>();
        services.AddSingleton<Policy, NoticesPolicy>();
        services.AddSingleton<Policy, RegistrationPolicy>();
        services.AddSingleton<Policy, TermsPolicy>();
        services.AddSingleton<Policy, HoldsPolicy>();
        services.AddSingleton<Policy, PurposePolicy>();
        services.AddSingleton<Policy, EnvironmentPolicy>();
        services.AddSingleton<Policy, ScopesPolicy>();
        services.AddSingleton<Policy, InterfacePolicy>();
        services.AddSingleton<Policy>(new PortalSessionPolicy(pages: true));
        services.AddSingleton<Policy>(new PortalSessionPolicy(pages: false));
    }

    /// <summary>Asks the policies. After identification, because they need to know who; before throttling, because a refused call costs no tokens.</summary>
    public static void UsePolicies(this IApplicationBuilder app) => app.UseMiddleware<PoliciesMiddleware>();
}
