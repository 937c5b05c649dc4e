using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Signing;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Shouldly;

namespace Digdir.Altinn.VendorRegistry.Tests.Webhooks;

/// <summary>What is sent is taken by receivers that share no line with what sends it.</summary>
public sealed class ReceiversTests
{
    [OnNodeFact]
    public async Task The_library_of_Standard_Webhooks_verifies_what_a_shared_secret_signs_and_nothing_else()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await StartAsync(database);
        await using var receiver = await TestReceiver.StartAsync();
        var made = await MakeAsync(registry.AsVendor(Numbers.First), receiver.Address, "hmac");
        var secret = made.GetProperty("secret").GetString() ?? "";
        var got = (await receiver.GotAsync(1))[0];
        var body = Encoding.UTF8.GetString(got.Body);

        (await VerifyAsync(secret, got, body)).ShouldBe("verified");
        (await VerifyAsync(secret, got, body.Replace("\"specversion\":\"1.0\"", "\"specversion\":\"1.1\"", StringComparison.Ordinal))).ShouldBe("No matching signature found");
        (await VerifyAsync("whsec_" + Convert.ToBase64String(new byte[24]), got, body)).ShouldBe("No matching signature found");
    }

    [OnNodeFact]
    public async Task The_receiver_that_the_documentation_shows_takes_what_is_sent()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await StartAsync(database);
        var vendor = registry.AsVendor(Numbers.First);
        var key = (await vendor.GetJsonAsync("/vendor/v1/webhooks/keys")).GetProperty("keys")[0].GetString() ?? "";
        var (process, address) = NodeReceiver.StartDocumented(key);
        using (process)
        {
            try
            {
                await Eventually.TrueAsync(() => ListensAsync(new Uri(address)));
                await MakeAsync(vendor, address, "ed25519");
                await registry.As("caseworker").PutHoldAsync(Numbers.First);
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
                var said = await process.StandardOutput.ReadLineAsync(patience.Token) + await process.StandardOutput.ReadLineAsync(patience.Token);
                said.ShouldContain("no.altinn.gateway.webhook.test.v1");
                while (!said.Contains("no.altinn.gateway.hold.put.v1", StringComparison.Ordinal))
                {
                    said += await process.StandardOutput.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
                }
            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync();
            }
        }
    }

    /// <summary>On real time: others' libraries ask the machine's clock whether a delivery is fresh.</summary>
    private static async Task<RegistryHost> StartAsync(TestDatabase database)
    {
        var registry = await RegistryHost.StartAsync(database, TimeProvider.System, new Dictionary<string, string?>
        {
            ["Outgoing:AllowLoopback"] = "true",
            ["Signing:Keys:0"] = StandardWebhook.Write(StandardWebhook.PrivatePrefix, Encoding.ASCII.GetBytes("TESTSIGNINGKEYDONOTUSETHISFORANY")),
            ["Webhooks:SecretKey"] = Convert.ToBase64String(new byte[SecretBox.KeyLength]),
        });
        await registry.As("caseworker").RegisterVendorAsync(Numbers.First);
        return registry;
    }

    private static async Task<JsonElement> MakeAsync(HttpClient vendor, string url, string signature)
    {
        var made = await vendor.PostAsJsonAsync("/vendor/v1/webhooks", new { url, topics = new[] { "holds" }, signature });
        made.IsSuccessStatusCode.ShouldBeTrue(await made.Content.ReadAsStringAsync());
        return await made.JsonAsync();
    }

    private static Task<string> VerifyAsync(string secret, TestReceiver.Delivered got, string body)
        => NodeReceiver.AskAsync("verify.mjs", JsonSerializer.Serialize(new { secret, headers = got.Headers.Where(field => field.Key.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase)).ToDictionary(), body }));

    private static async Task<bool> ListensAsync(Uri address)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address.Host, address.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
