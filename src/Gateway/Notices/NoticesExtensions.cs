namespace Digdir.Altinn.Gateway.Notices;

internal static class NoticesExtensions
{
    public static void AddNotices(this IServiceCollection services)
    {
        services.AddOptions<NoticesOptions>().BindConfiguration(NoticesOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<NoticeLinks>();
        services.AddSingleton<NoticeMetrics>();
    }

    /// <summary>Has answers tell of notices about their operation. Right after the operation is found.</summary>
    public static void UseNotices(this IApplicationBuilder app) => app.UseMiddleware<NoticesMiddleware>();
}
