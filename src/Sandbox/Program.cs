namespace Digdir.Altinn.Sandbox;

/// <summary>Starts the sandbox and says what is where.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        SandboxOptions options;
        try
        {
            options = SandboxOptions.Read(args) with { Tell = Console.WriteLine };
        }
        catch (FormatException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 2;
        }

        try
        {
            await using var sandbox = await SandboxApplication.StartAsync(options);
            Console.WriteLine(StartPage.Text(sandbox.Addresses));
            await sandbox.WaitAsync();
            return 0;
        }
        catch (IOException fault)
        {
            await Console.Error.WriteLineAsync($"The sandbox cannot listen: {fault.Message} Ports are set with --Sandbox:PublicPort, --Sandbox:ManagementPort, --Sandbox:StandInsPort and --Sandbox:SmtpPort.");
            return 3;
        }
    }
}
