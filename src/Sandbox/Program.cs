namespace Digdir.Altinn.Sandbox;

/// <summary>Starts the sandbox and says what is where.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        SandboxOptions options;
        try
        {
            options = SandboxOptions.Read(args);
        }
        catch (FormatException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 2;
        }

        await using var sandbox = await SandboxApplication.StartAsync(options);
        Console.WriteLine(StartPage.Text(sandbox.Addresses));
        await sandbox.WaitAsync();
        return 0;
    }
}
