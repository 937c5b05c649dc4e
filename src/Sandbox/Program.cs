namespace Digdir.Altinn.Sandbox;

/// <summary>The sandbox's table of contents.</summary>
internal static class Program
{
    public static Task Main(string[] args) => Task.CompletedTask;
}
