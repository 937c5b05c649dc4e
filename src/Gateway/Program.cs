namespace Digdir.Altinn.Gateway;

/// <summary>The gateway's table of contents: features add and map themselves, order lives here.</summary>
internal static class Program
{
    public static Task Main(string[] args) => Build(args).RunAsync();

    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? with = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Services.AddSingleton(TimeProvider.System);
        with?.Invoke(builder);
        return builder.Build();
    }
}
