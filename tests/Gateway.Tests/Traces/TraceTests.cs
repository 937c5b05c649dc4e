using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Digdir.Altinn.Gateway.Replay;
using Digdir.Altinn.Gateway.Tests.Forwarding;
using Digdir.Altinn.Gateway.Traces;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Engines;
using Digdir.Altinn.Grains.Levels;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Traces;

/// <summary>What a node records can be replayed, comes to the same, and names nobody.</summary>
public sealed class TraceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("trace-").FullName;

    [Fact]
    public async Task A_recorded_time_of_polling_replays_to_the_level_it_had()
    {
        DateTimeOffset since;
        string[] parties = ["310000004", "310004006", "310010006"];
        await using (var gateway = await ServingGateway.StartAsync([$"--Trace:Folder={_folder}", "--Conduct:Mode=Enforce"], product: context => context.Response.WriteAsJsonAsync(new { items = Array.Empty<object>(), hasNextPage = false })))
        {
            var engine = gateway.Services.GetRequiredService<IGrainEngine>();
            var calls = 0;
            for (var round = 0; round < 45; round++)
            {
                var token = gateway.Token("digdir:dialogporten");
                foreach (var party in parties)
                {
                    (await gateway.SendAsync(token, $"/dialogporten/api/v1/enduser/dialogs?party=urn:altinn:organization:identifier-no:{party}")).Status.ShouldBe(200);
                    calls++;
                }

                await Eventually.TrueAsync(
                    gateway.Clock, async () => (await engine.LookAsync(ServingGateway.Vendor, CancellationToken.None)).Groups.Sum(group => group.Calls) >= calls);
                gateway.Clock.Advance(TimeSpan.FromSeconds(90));
            }

            var group = (await engine.LookAsync(ServingGateway.Vendor, CancellationToken.None)).Groups.ShouldHaveSingleItem();
            group.Level.ShouldBe(Level.Notice);
            since = DateTimeOffset.FromUnixTimeMilliseconds(group.Since);
        }

        var output = new StringWriter(CultureInfo.InvariantCulture);
        var error = new StringWriter(CultureInfo.InvariantCulture);
        (await ReplayCommand.RunAsync([_folder, "--json"], () => Stream.Null, output, error)).ShouldBe(0, error.ToString());

        error.ToString().ShouldBeEmpty();
        var vendor = JsonNode.Parse(output.ToString().Trim()).ShouldNotBeNull();
        vendor["vendor"]?.GetValue<string>().ShouldBe(ServingGateway.Vendor.ToString());
        vendor["reads"]?.GetValue<long>().ShouldBe(135);
        DateTimeOffset.Parse(vendor["firstFlagged"]?.GetValue<string>() ?? "", CultureInfo.InvariantCulture).ShouldBe(since, TimeSpan.FromMinutes(1));
        var text = string.Concat(TraceFolder.FilesOf(_folder).Select(File.ReadAllText));
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(135);
        foreach (var party in parties)
        {
            text.ShouldNotContain(party);
        }
    }

    [Fact]
    public async Task What_was_made_of_calls_for_many_parties_is_made_of_them_again_in_replay()
    {
        const int Calls = 12;
        GroupView group;
        await using (var gateway = await ServingGateway.StartAsync(
            [$"--Trace:Folder={_folder}", "--Conduct:Mode=Enforce", "--Conduct:Numbers:Notice=5", "--Conduct:Numbers:GracePerDay=1"],
            product: context => context.Response.WriteAsJsonAsync(new { items = Array.Empty<object>(), hasNextPage = false })))
        {
            for (var call = 1; call <= Calls; call++)
            {
                // One customer's party, and others that are made up anew each time: they are to make the poll weigh no less, here or there.
                var others = Enumerable.Range(0, 9).Select(number => 910_000_000 + (call * 9) + number);
                var query = string.Join('&', others.Prepend(310_000_004).Select(party => $"party=urn:altinn:organization:identifier-no:{party}"));
                (await gateway.SendAsync(gateway.Token("digdir:dialogporten"), $"/dialogporten/api/v1/enduser/dialogs?{query}")).Status.ShouldBe(200);

                // What was recorded was told before: it goes up with the gate's next tick.
                var lines = call * 10;
                await Eventually.TrueAsync(() => TraceFolder.FilesOf(_folder).Sum(LinesOf) >= lines);
                gateway.Clock.Advance(TimeSpan.FromSeconds(60));
            }

            var engine = gateway.Services.GetRequiredService<IGrainEngine>();
            await Eventually.TrueAsync(async () => (await engine.LookAsync(ServingGateway.Vendor, CancellationToken.None)).Groups.Sum(group => group.Calls) >= Calls);
            group = (await engine.LookAsync(ServingGateway.Vendor, CancellationToken.None)).Groups.ShouldHaveSingleItem();
        }

        (group.Level, group.Calls).ShouldBe((Level.Notice, Calls));
        var output = new StringWriter(CultureInfo.InvariantCulture);
        var error = new StringWriter(CultureInfo.InvariantCulture);
        (await ReplayCommand.RunAsync([_folder, "--json", "--set", "Polling:Threshold=5", "--set", "Polling:GracePerDay=1", "--set", "Ladder:Notice=5"], () => Stream.Null, output, error)).ShouldBe(0, error.ToString());

        error.ToString().ShouldBeEmpty();
        var vendor = JsonNode.Parse(output.ToString().Trim()).ShouldNotBeNull();
        var level = vendor["levels"].ShouldNotBeNull().AsArray().ShouldHaveSingleItem().ShouldNotBeNull();
        DateTimeOffset.Parse(level["time"]?.GetValue<string>() ?? "", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds().ShouldBe(group.Since);
        vendor["reads"]?.GetValue<long>().ShouldBe(Calls);
        vendor["signals"].ShouldNotBeNull().AsArray().Select(signal => signal?.GetValue<string>())
            .ShouldBe(group.Figures.Findings.Select(finding => JsonNamingPolicy.KebabCaseLower.ConvertName(finding.Pattern.ToString())), ignoreOrder: true);
    }

    [Fact]
    public async Task Nothing_is_recorded_unless_a_folder_is_named()
    {
        await using var gateway = await ServingGateway.StartAsync();
        gateway.Services.GetRequiredService<TraceRecorder>().IsOn.ShouldBeFalse();
    }

    [Fact]
    public async Task Files_are_begun_anew_when_they_are_full_and_the_oldest_go()
    {
        using var folder = new TraceFolder(_folder, fileBytes: 100, files: 3);
        for (var i = 0; i < 10; i++)
        {
            await folder.WriteAsync(System.Text.Encoding.ASCII.GetBytes(new string((char)('0' + i), 79) + "\n"), DateTimeOffset.UnixEpoch.AddSeconds(i / 2), CancellationToken.None);
        }

        var files = TraceFolder.FilesOf(_folder);
        files.Length.ShouldBe(3);
        files.Select(file => new FileInfo(file).Length).ShouldAllBe(length => length == 80);
    }

    private static int LinesOf(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Count(letter => letter == '\n');
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
