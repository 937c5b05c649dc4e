using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Digdir.Altinn.Gateway.Telemetry;
using Digdir.Altinn.Gateway.Tokens;
using Digdir.Altinn.Support.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Tokens;

/// <summary>The keys over time: rotation, floods of unknown keys, and issuers that are slow, strange or gone for real.</summary>
public sealed class Keys_of_an_issuer : IAsyncLifetime
{
    private const string Sample = "maskinporten-systemuser";

    private TokenHost? _host;

    private TokenHost Host => _host ?? throw new InvalidOperationException();

    public async Task InitializeAsync() => _host = await TokenHost.StartAsync();

    public async Task DisposeAsync() => await Host.DisposeAsync();

    [Fact]
    public async Task Are_fetched_once_however_many_ask()
    {
        var token = Host.Token(Sample);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Host.SendAsync(token).ShouldPassAsync()));
        Host.Maskinporten.Fetches.ShouldBe(1);
    }

    [Fact]
    public async Task That_are_new_are_found_at_once_and_those_withdrawn_count_no_more()
    {
        var old = Host.Token(Sample);
        await Host.SendAsync(old).ShouldPassAsync();
        Host.Clock.Advance(TimeSpan.FromMinutes(2));
        var fresh = TokenForge.WithRsa("mp-2", other: true);
        Host.Maskinporten.Publish(fresh);

        await Host.SendAsync(fresh.Sign(Host.Claims(Sample))).ShouldPassAsync();

        // Also the token that was validated before and is remembered.
        await Host.SendAsync(old).ShouldBeRefusedAsync(401, "GWY-00004", Faults.DetailOf("kid_unknown"));
    }

    [Fact]
    public async Task Are_asked_for_again_when_a_fetch_under_way_began_before_the_key_was_published()
    {
        await Host.SendAsync(Host.Token(Sample)).ShouldPassAsync();
        Host.Clock.Advance(TimeSpan.FromMinutes(2));
        var old = new JsonObject { ["keys"] = new JsonArray(Host.MaskinportenKey.PublicKey.DeepClone()) };
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Host.Maskinporten.Misbehave = async context =>
        {
            asked.TrySetResult();
            await release.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsJsonAsync(old);
        };
        var unknown = Host.SendAsync(TokenForge.WithRsa("nobody's", other: true).Sign(Host.Claims(Sample)));
        await asked.Task;

        var fresh = TokenForge.WithRsa("mp-2", other: true);
        Host.Maskinporten.Misbehave = null;
        Host.Maskinporten.Publish(Host.MaskinportenKey, fresh);
        Host.Clock.Advance(TimeSpan.FromMinutes(2));
        var known = Host.SendAsync(fresh.Sign(Host.Claims(Sample)));
        release.SetResult();

        await known.ShouldPassAsync();
        using var refused = await unknown;
        refused.IsSuccessStatusCode.ShouldBeFalse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task That_arrive_between_two_looks_for_them_are_found(int look)
    {
        var clock = new InterruptedClock(Host.Clock);
        var keys = new IssuerKeys(
            Host.Services.GetRequiredService<Issuers>().All.Single(one => one.Issuer.Value == Host.Maskinporten.Issuer).Issuer,
            Host.Services.GetRequiredService<IssuerDocuments>(),
            Host.Services.GetRequiredService<IOptions<TokenOptions>>().Value,
            clock,
            Host.Services.GetRequiredService<TokensMetrics>(),
            NullLogger.Instance);
        clock.At(look, () => Task.Run(async () => await keys.FindAsync("mp-1", "RS256", CancellationToken.None)).GetAwaiter().GetResult());

        var found = await keys.FindAsync("mp-1", "RS256", CancellationToken.None);

        found.Fault.ShouldBeNull();
        found.Key.ShouldNotBeNull();
    }

    [Fact]
    public async Task That_stay_keep_their_tokens_remembered_across_a_fetch()
    {
        var token = Host.Token(Sample);
        await Host.SendAsync(token).ShouldPassAsync();
        Host.Clock.Advance(TimeSpan.FromMinutes(2));
        var fresh = TokenForge.WithRsa("mp-2", other: true);
        Host.Maskinporten.Publish(Host.MaskinportenKey, fresh);
        await Host.SendAsync(fresh.Sign(Host.Claims(Sample))).ShouldPassAsync();

        await Host.SendAsync(token).ShouldPassAsync();
        Host.Validator.Remembered.ShouldBe(2);
    }

    [Fact]
    public async Task That_change_under_the_same_id_are_told_apart()
    {
        var token = Host.Token(Sample);
        await Host.SendAsync(token).ShouldPassAsync();
        Host.Clock.Advance(TimeSpan.FromMinutes(2));
        Host.Maskinporten.Publish(TokenForge.WithRsa("mp-1", other: true), TokenForge.WithRsa("mp-2"));
        await Host.SendAsync(TokenForge.WithRsa("mp-2").Sign(Host.Claims(Sample))).ShouldPassAsync();

        await Host.SendAsync(token).ShouldBeRefusedAsync(401, "GWY-00004", Faults.DetailOf("signature"));
    }

    [Fact]
    public async Task Survive_a_fetch_that_fails_in_a_way_nobody_thought_of()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var clients = new ClientsThatBreak();
        var options = new TokenOptions();
        var issuer = new Issuer { Name = "odd", Value = "https://odd.example/", Kind = IssuerKind.Maskinporten, Metadata = null, Jwks = new Uri("https://odd.example/jwk"), Algorithms = ["RS256"] };
        var keys = new IssuerKeys(
            issuer, new IssuerDocuments(clients, Options.Create(options)), options, Host.Clock, new TokensMetrics(services.GetRequiredService<IMeterFactory>()), NullLogger.Instance);
        using var stop = new CancellationTokenSource();
        var keeping = keys.KeepFreshAsync(stop.Token);

        for (var times = 1; times <= 3; times++)
        {
            await Eventually(() => clients.Asked >= times);
            (await keys.FindAsync("unknown", "RS256", CancellationToken.None)).Fault.ShouldBe(TokenFaults.IssuerUnavailable);
            keeping.IsCompleted.ShouldBeFalse();
            Host.Clock.Advance(TimeSpan.FromMinutes(2));
        }

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => keeping);
    }

    [Fact]
    public async Task That_nobody_knows_cause_at_most_one_fetch_a_minute()
    {
        await Host.SendAsync(Host.Token(Sample)).ShouldPassAsync();
        var before = Host.Maskinporten.Fetches;
        for (var minute = 1; minute <= 3; minute++)
        {
            Host.Clock.Advance(TimeSpan.FromSeconds(61));
            var round = minute;
            await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Host.SendAsync(TokenForge.WithRsa($"unknown-{round}-{i}", other: true).Sign(Host.Claims(Sample)))
                .ShouldBeRefusedAsync(401, "GWY-00004", Faults.DetailOf("kid_unknown"))));
            Host.Maskinporten.Fetches.ShouldBe(before + minute);
        }
    }

    [Fact]
    public async Task Are_fetched_again_every_day()
    {
        await Host.SendAsync(Host.Token(Sample)).ShouldPassAsync();
        var before = Host.Maskinporten.Fetches;
        Host.Clock.Advance(TimeSpan.FromHours(21));
        await Task.Yield();
        Host.Maskinporten.Fetches.ShouldBe(before);
        for (var quarter = 0; quarter < 22 && Host.Maskinporten.Fetches == before; quarter++)
        {
            Host.Clock.Advance(TimeSpan.FromMinutes(15));
            await Host.SendAsync(Host.Token(Sample)).ShouldPassAsync();
        }

        await Eventually(() => Host.Maskinporten.Fetches > before);
    }

    [Fact]
    public async Task Outlive_their_issuer_by_a_day()
    {
        var token = Host.Token(Sample);
        await Host.SendAsync(token).ShouldPassAsync();
        await Host.Maskinporten.KillAsync();
        Host.Clock.Advance(TimeSpan.FromMinutes(2));

        // The first to notice is a token by a key nobody knows: perhaps a new one, and nobody can say.
        using (var unknown = await Host.SendAsync(TokenForge.WithRsa("mp-2").Sign(Host.Claims(Sample))))
        {
            ((int)unknown.StatusCode).ShouldBe(503);
            unknown.Headers.RetryAfter?.Delta.ShouldBe(TimeSpan.FromSeconds(30));
            unknown.Headers.WwwAuthenticate.ShouldBeEmpty();
        }

        Host.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(1));
        var last = Host.Token(Sample);
        await Host.SendAsync(last).ShouldPassAsync();

        Host.Clock.Advance(TimeSpan.FromMinutes(2));
        await Host.SendAsync(last).ShouldBeRefusedAsync(503, "GWY-00007", Faults.DetailOf("issuer_unavailable"));
        await Host.SendAsync(Host.Token(Sample)).ShouldBeRefusedAsync(503, "GWY-00007");

        // Other issuers' tokens never notice.
        await Host.SendAsync(Host.Token("altinn-from-idporten")).ShouldPassAsync();

        await Host.Maskinporten.ReviveAsync();
        Host.Clock.Advance(TimeSpan.FromMinutes(2));
        await Eventually(async () =>
        {
            using var response = await Host.SendAsync(Host.Token(Sample));
            return response.IsSuccessStatusCode;
        });
    }

    [Fact]
    public async Task Need_not_be_there_when_the_gateway_starts()
    {
        await Host.IdPorten.KillAsync();
        await using var host = await TokenHost.StartAsync(("Tokens:Issuers:idporten:Metadata", Host.IdPorten.MetadataAddress), ("Tokens:Issuers:idporten:Issuer", Host.IdPorten.Issuer));
        var token = Host.IdPortenKey.Sign(SampleTokens.Claims("idporten-access-token", Host.IdPorten.Issuer, host.Clock.GetUtcNow()));
        await host.SendAsync(token).ShouldBeRefusedAsync(503, "GWY-00007");
        await host.SendAsync(host.Token(Sample)).ShouldPassAsync();

        await Host.IdPorten.ReviveAsync();
        host.Clock.Advance(TimeSpan.FromSeconds(10));
        await Eventually(async () =>
        {
            host.Clock.Advance(TimeSpan.FromSeconds(6));
            using var response = await host.SendAsync(token);
            return response.IsSuccessStatusCode;
        });
    }

    [Fact]
    public async Task That_are_slow_to_come_keep_nobody_waiting_long()
    {
        await Host.SendAsync(Host.Token(Sample)).ShouldPassAsync();
        var release = new TaskCompletionSource();
        Host.Maskinporten.Misbehave = async context => await release.Task.WaitAsync(context.RequestAborted);
        Host.Clock.Advance(TimeSpan.FromMinutes(2));
        var before = Host.Maskinporten.Fetches;
        var sending = Host.SendAsync(TokenForge.WithRsa("mp-2").Sign(Host.Claims(Sample))).ShouldBeRefusedAsync(503, "GWY-00007");
        await Eventually(() => Host.Maskinporten.Fetches > before);

        // Tokens by known keys are not held up.
        await Host.SendAsync(Host.Token(Sample)).ShouldPassAsync();
        await Eventually(() =>
        {
            Host.Clock.Advance(TimeSpan.FromSeconds(1));
            return sending.IsCompleted;
        });
        await sending;
        release.SetResult();
    }

    [Fact]
    public async Task That_suddenly_make_no_sense_leave_the_old_ones_in_place()
    {
        await Host.SendAsync(Host.Token(Sample)).ShouldPassAsync();
        Func<HttpContext, Task>[] nonsense =
        [
            context => context.Response.WriteAsync("{\"keys\":[]}"),
            context => context.Response.WriteAsync("<html>"),
            context => context.Response.WriteAsync(""),
            context => context.Response.WriteAsync(new string(' ', 400_000)),
            context =>
            {
                context.Response.Redirect(Host.Altinn.KeysAddress);
                return Task.CompletedTask;
            },
            context =>
            {
                context.Response.StatusCode = 500;
                return Task.CompletedTask;
            },
            context =>
            {
                context.Abort();
                return Task.CompletedTask;
            },
        ];
        foreach (var answer in nonsense)
        {
            Host.Maskinporten.Misbehave = answer;
            Host.Clock.Advance(TimeSpan.FromMinutes(2));
            await Host.SendAsync(TokenForge.WithRsa("mp-2").Sign(Host.Claims(Sample))).ShouldBeRefusedAsync(503, "GWY-00007");
            await Host.SendAsync(Host.Token(Sample)).ShouldPassAsync();
        }
    }

    [Fact]
    public async Task Are_warned_of_when_they_are_stale_or_some_are_missing()
    {
        foreach (var sample in new[] { "maskinporten-own-org", "idporten-access-token", "altinn-from-idporten", "dialog-token" })
        {
            await Host.SendAsync(Host.Token(sample)).ShouldPassAsync();
        }

        var readiness = new KeysReadiness(Host.Services.GetRequiredService<Issuers>());
        readiness.Check(Host.Clock.GetUtcNow()).Health.ShouldBe(Health.Pass);

        Host.Maskinporten.Misbehave = context => context.Response.WriteAsync("no");
        Host.Clock.Advance(TimeSpan.FromMinutes(2));
        await Host.SendAsync(TokenForge.WithRsa("mp-2").Sign(Host.Claims(Sample))).ShouldBeRefusedAsync(503, "GWY-00007");
        Host.Clock.Advance(TimeSpan.FromMinutes(5));
        readiness.Check(Host.Clock.GetUtcNow()).Health.ShouldBe(Health.Warn);

        Host.Clock.Advance(TimeSpan.FromHours(25));
        Host.Services.GetRequiredService<Issuers>().Find(Host.Maskinporten.Issuer).ShouldNotBeNull().State.IsUsable.ShouldBeFalse();
        readiness.Check(Host.Clock.GetUtcNow()).Health.ShouldBe(Health.Warn);
    }

    private static Task Eventually(Func<bool> condition) => Eventually(() => Task.FromResult(condition()));

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        for (var attempt = 0; attempt < 2000; attempt++)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        throw new TimeoutException("It did not come about.");
    }

    /// <summary>A clock on which something happens while it is being read for the n-th time.</summary>
    private sealed class InterruptedClock(TimeProvider clock) : TimeProvider
    {
        private Action? _interruption;
        private int _reads;

        public override long TimestampFrequency => clock.TimestampFrequency;

        public void At(int read, Action interruption) => (_reads, _interruption) = (read, interruption);

        public override DateTimeOffset GetUtcNow()
        {
            if (Interlocked.Decrement(ref _reads) == 0)
            {
                _interruption?.Invoke();
            }

            return clock.GetUtcNow();
        }

        public override long GetTimestamp() => clock.GetTimestamp();
    }

    /// <summary>What no reading of the fetch says it can throw.</summary>
    private sealed class ClientsThatBreak : IHttpClientFactory
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public HttpClient CreateClient(string name)
        {
            Interlocked.Increment(ref _asked);
            throw new NotSupportedException("odd");
        }
    }
}
