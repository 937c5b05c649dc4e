using System.Text.Json.Nodes;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.AltinnEvents;
using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.AltinnEvents;

public sealed class AltinnEventsChannelTests : IAsyncLifetime
{
    private static readonly Receiver Altinn = new(AltinnEventsChannel.OnlyReceiver, null);

    private readonly ManualClock _clock = new();
    private readonly string _keyFile = Path.Combine(Path.GetTempPath(), $"publisher-{Guid.NewGuid():N}.jwk");
    private AltinnPlatform? _platform;
    private TestDatabase? _database;

    private AltinnPlatform Platform => _platform ?? throw new InvalidOperationException("Not started.");

    public async Task InitializeAsync()
    {
        _platform = await AltinnPlatform.StartAsync(_clock);
        _database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await File.WriteAllTextAsync(_keyFile, Platform.Jwk());
    }

    public async Task DisposeAsync()
    {
        await Platform.DisposeAsync();
        await (_database?.DisposeAsync() ?? ValueTask.CompletedTask);
        File.Delete(_keyFile);
    }

    [Fact]
    public async Task An_announcement_for_all_is_published_on_the_resource_without_a_subject()
    {
        using var channel = Channel();
        (await SendAsync(channel, Told("notice.published", null))).ShouldBe(new Outcome(OutcomeKind.Delivered, Status: 200));
        var published = Platform.Published.ShouldHaveSingleItem();
        published["specversion"].Text().ShouldBe("1.0");
        published["id"].Text().ShouldBe("019a44b1-6c00-7000-8000-000000000009");
        published["type"].Text().ShouldBe("no.altinn.gateway.notice.published.v1");
        published["source"].Text().ShouldBe("https://gateway.example/");
        published["time"].Text().ShouldBe("2026-11-02T08:00:00Z");
        published["resource"].Text().ShouldBe("urn:altinn:resource:digdir-gateway-varsling");
        published["resourceinstance"].Text().ShouldBe("notices/1");
        published.ContainsKey("subject").ShouldBeFalse();
        published["data"]?["title"].Text().ShouldBe("Ærlig");
    }

    [Fact]
    public async Task What_is_for_one_vendor_carries_that_vendor_as_its_subject()
    {
        using var channel = Channel();
        await SendAsync(channel, Told("hold.put", Numbers.First));
        Platform.Published.ShouldHaveSingleItem()["subject"].Text().ShouldBe($"urn:altinn:organization:identifier-no:{Numbers.First}");
    }

    [Theory]
    [InlineData("notice.published", false, true)]
    [InlineData("terms.published", false, true)]
    [InlineData("notice.reminder", true, true)]
    [InlineData("level.changed", true, true)]
    [InlineData("hold.put", false, false)]
    [InlineData("level.changed", false, false)]
    [InlineData("something.new", true, false)]
    public async Task Only_what_all_may_see_is_published_to_all(string kind, bool isForOne, bool goes)
    {
        using var channel = Channel();
        var vendor = isForOne ? Numbers.First : null;
        await using var db = (_database ?? throw new InvalidOperationException()).Open();
        (await channel.ReceiversAsync(db, Told(kind, vendor), "", 10, CancellationToken.None)).ShouldBe(goes ? [Altinn] : []);
        (await channel.ReceiversAsync(db, Told(kind, vendor), Altinn.Key, 10, CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_token_is_used_until_shortly_before_it_expires()
    {
        using var channel = Channel();
        for (var i = 0; i < 5; i++)
        {
            await SendAsync(channel, Told("notice.published", null));
        }

        Platform.Grants.ShouldBe(1);
        _clock.Advance(TimeSpan.FromMinutes(29) - TimeSpan.FromSeconds(1));
        await SendAsync(channel, Told("notice.published", null));
        Platform.Grants.ShouldBe(1);
        _clock.Advance(TimeSpan.FromSeconds(2));
        await SendAsync(channel, Told("notice.published", null));
        (Platform.Grants, Platform.Published.Count).ShouldBe((2, 7));
    }

    [Fact]
    public async Task Many_at_once_get_one_token()
    {
        using var channel = Channel();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync(channel, Told("notice.published", null))));
        outcomes.ShouldAllBe(outcome => outcome.Kind == OutcomeKind.Delivered);
        Platform.Grants.ShouldBe(1);
    }

    [Fact]
    public async Task A_token_that_Altinn_will_not_have_is_replaced()
    {
        using var channel = Channel();
        Platform.Answer = _ => Results.Unauthorized();
        (await SendAsync(channel, Told("notice.published", null))).ShouldBe(new Outcome(OutcomeKind.Failed, Status: 401, Reason: "status"));
        Platform.Answer = _ => null;
        (await SendAsync(channel, Told("notice.published", null))).Kind.ShouldBe(OutcomeKind.Delivered);
        Platform.Grants.ShouldBe(2);
    }

    [Theory]
    [InlineData(400, nameof(OutcomeKind.Rejected))]
    [InlineData(403, nameof(OutcomeKind.Failed))]
    [InlineData(404, nameof(OutcomeKind.Failed))]
    [InlineData(410, nameof(OutcomeKind.Failed))]
    [InlineData(429, nameof(OutcomeKind.Failed))]
    [InlineData(500, nameof(OutcomeKind.Failed))]
    [InlineData(302, nameof(OutcomeKind.Failed))]
    public async Task Only_an_event_that_is_wrong_in_itself_is_given_up(int status, string outcome)
    {
        using var channel = Channel();
        Platform.Answer = context =>
        {
            context.Response.Headers.RetryAfter = "120";
            context.Response.Headers.Location = "http://127.0.0.1:1/";
            return Results.Text("hemmelig", statusCode: status);
        };
        var came = await SendAsync(channel, Told("notice.published", null));
        (came.Kind, came.Status, came.Reason).ShouldBe((Enum.Parse<OutcomeKind>(outcome), status, "status"));
        came.RetryAfter.ShouldBe(came.Kind == OutcomeKind.Failed ? TimeSpan.FromSeconds(120) : null);
    }

    [Theory]
    [InlineData("client", "token")]
    [InlineData("key", "key")]
    [InlineData("no key", "key")]
    [InlineData("unreachable", "connection")]
    public async Task Without_a_token_nothing_is_published_and_everything_waits(string wrong, string reason)
    {
        await File.WriteAllTextAsync(_keyFile, wrong == "key" ? """{"kty":"RSA","n":"!"}""" : Platform.Jwk());
        using var channel = Channel(options =>
        {
            options.ClientId = wrong == "client" ? "somebody-else" : options.ClientId;
            options.KeyFile = wrong == "no key" ? _keyFile + ".gone" : options.KeyFile;
            options.TokenEndpoint = wrong == "unreachable" ? new Uri("http://127.0.0.1:1/token") : options.TokenEndpoint;
        });
        (await SendAsync(channel, Told("notice.published", null))).ShouldBe(new Outcome(OutcomeKind.Failed, Reason: reason));
        Platform.Published.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_Altinn_that_hangs_is_left_after_the_time_out()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Platform.Answer = context =>
        {
            reached.TrySetResult();
            context.RequestAborted.WaitHandle.WaitOne(TimeSpan.FromSeconds(30));
            return Results.Ok();
        };
        using var channel = Channel();
        var sending = SendAsync(channel, Told("notice.published", null));
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        _clock.Advance(TimeSpan.FromSeconds(31));
        (await sending).ShouldBe(new Outcome(OutcomeKind.Failed, Reason: "timeout"));
    }

    [Fact]
    public async Task Without_settings_nothing_is_published_and_half_of_them_stop_the_start()
    {
        var database = _database ?? throw new InvalidOperationException();
        await using (var registry = await RegistryHost.StartAsync(database))
        {
            await using var db = database.Open();
            var off = registry.Services.GetServices<IChannel>().OfType<AltinnEventsChannel>().ShouldHaveSingleItem();
            (await off.ReceiversAsync(db, Told("notice.published", null), "", 10, CancellationToken.None)).ShouldBeEmpty();
        }

        var fault = await Should.ThrowAsync<OptionsValidationException>(() => RegistryHost.StartAsync(
            database, settings: new() { ["Registry:AltinnEvents:Platform"] = "https://platform.tt02.altinn.no", ["Registry:AltinnEvents:ClientId"] = "x" }));
        fault.Message.ShouldContain("Registry:AltinnEvents:Resource, Registry:AltinnEvents:Source, Registry:AltinnEvents:TokenEndpoint, Registry:AltinnEvents:Audience, Registry:AltinnEvents:KeyFile must be set");
    }

    [Theory]
    [InlineData("e30.eyJleHAiOjE3OTM2MDY0MDB9.x", true)]
    [InlineData("e30.eyJleHAiOiIxIn0.x", false)]
    [InlineData("e30.eyJleHAiOi0xfQ.x", false)]
    [InlineData("e30.!.x", false)]
    [InlineData("<html>", false)]
    [InlineData("", false)]
    public void When_a_token_expires_is_read_from_a_token_and_nothing_else(string token, bool says) => (PublisherToken.ExpiryOf(token) is not null).ShouldBe(says);

    private async Task<Outcome> SendAsync(AltinnEventsChannel channel, Announcement told)
    {
        await using var db = (_database ?? throw new InvalidOperationException()).Open();
        return await channel.SendAsync(db, Altinn, told, 1, CancellationToken.None);
    }

    private AltinnEventsChannel Channel(Action<AltinnEventsOptions>? more = null)
    {
        var options = new AltinnEventsOptions
        {
            Platform = Platform.Address, Resource = "urn:altinn:resource:digdir-gateway-varsling", Source = new Uri("https://gateway.example"),
            TokenEndpoint = new Uri(Platform.Address, "/token"), Audience = "https://maskinporten.test/", ClientId = "publisher", KeyFile = _keyFile,
        };
        more?.Invoke(options);
        return AltinnEventsHosting.Make(Options.Create(options), _clock, NullLogger<PublisherToken>.Instance);
    }

    private static Announcement Told(string kind, string? vendor) => new()
    {
        Id = new Guid("019a44b1-6c00-7000-8000-000000000009"), Kind = kind, Vendor = vendor, Subject = "notices/1",
        At = new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero), Data = """{"title":"Ærlig"}""",
    };
}

internal static class JsonTexts
{
    public static string Text(this JsonNode? node) => node?.ToString() ?? "";
}
