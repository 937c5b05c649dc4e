namespace Digdir.Altinn.Gateway.Throttling;

internal static class ThrottlingExtensions
{
    public static void AddThrottling(this IServiceCollection services)
    {
        services.AddOptions<LimitsOptions>().BindConfiguration(LimitsOptions.SectionName).ValidateDataAnnotations()
            .Validate(options => options.Products.Values.Concat(options.Classes.Values).Append(options.Vendor).All(IsSane), "Limits: every allowance needs a Rate above 0 and a Burst of at least 1.")
            .ValidateOnStart();
        services.AddSingleton<LimitBook>();
    }

    public static void UseThrottling(this IApplicationBuilder app) => app.UseMiddleware<ThrottlingMiddleware>();

    private static bool IsSane(AllowanceOptions allowance)
        => double.IsFinite(allowance.Rate) && allowance.Rate > 0 && double.IsFinite(allowance.Burst) && allowance.Burst >= 1
        && double.IsFinite(allowance.RatePerCustomer) && allowance.RatePerCustomer >= 0 && double.IsFinite(allowance.MaxRate);
}
