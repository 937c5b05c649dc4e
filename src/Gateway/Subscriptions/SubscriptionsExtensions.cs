namespace Digdir.Altinn.Gateway.Subscriptions;

internal static class SubscriptionsExtensions
{
    public static void AddSubscriptions(this IServiceCollection services) => services.AddSingleton<SubscriptionBook>();

    /// <summary>Looks on at what Altinn Events answers about subscriptions.</summary>
    public static void UseSubscriptions(this IApplicationBuilder app) => app.UseMiddleware<SubscriptionsMiddleware>();
}
