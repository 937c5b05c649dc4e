using System.Net;
using Digdir.Altinn.Sandbox.Cast;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests;

public sealed class KeptDataTests
{
    [Fact]
    public async Task With_a_folder_of_its_own_a_sandbox_goes_on_where_it_stopped()
    {
        var folder = Directory.CreateTempSubdirectory("altinn-kept-").FullName;
        try
        {
            string token, vendor;
            Digdir.Altinn.Sandbox.Addresses addresses;
            await using (var first = new StartedSandbox(RunningSandbox.Options with { Data = folder }))
            {
                var sandbox = await first.StartAsync();
                addresses = sandbox.Application.Addresses;
                vendor = await new Servicedesk(sandbox).RegisterAsync();
                await new Servicedesk(sandbox).HoldAsync(vendor, new { ground = "incident", reason = "Hendelse" });
                token = await sandbox.TokenAsync("maskinporten-systemuser", $"vendor={Players.GoodStanding.Number}&lifetime=600");
            }

            await using var second = new StartedSandbox(RunningSandbox.Options with
            {
                Data = folder,
                PublicPort = addresses.Public.Port,
                ManagementPort = addresses.Management.Port,
                StandInsPort = addresses.StandIns.Port,
            });
            var again = await second.StartAsync();
            (await again.AskAsync("/dialogporten/api/v1/enduser/parties", token)).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await again.AskAsync("/dialogporten/api/v1/enduser/parties", await again.TokenAsync("maskinporten-systemuser", "vendor=" + vendor)).JsonAsync())["code"].Text()
                .ShouldBe("GWY-00013");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class StartedSandbox(Digdir.Altinn.Sandbox.SandboxOptions options) : IAsyncDisposable
    {
        private readonly RunningSandbox _sandbox = new(options);

        public async Task<RunningSandbox> StartAsync()
        {
            await _sandbox.InitializeAsync();
            return _sandbox;
        }

        public async ValueTask DisposeAsync() => await _sandbox.DisposeAsync();
    }
}
