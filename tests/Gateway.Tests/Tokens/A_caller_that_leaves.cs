using System.Diagnostics.Metrics;
using Digdir.Altinn.Gateway.Telemetry;
using Digdir.Altinn.Support.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Tokens;

/// <summary>Who hangs up before it is known whether the token holds was not answered, and no log or metric says so.</summary>
public sealed class A_caller_that_leaves
{
    [Theory]
    [InlineData("/dialogporten/api/v1/enduser/dialogs")]
    [InlineData("/vendor/v1/standing")]
    public async Task While_keys_are_fetched_is_told_as_one_who_left(string path)
    {
        await using var gateway = await ServingGateway.StartAsync();
        (await gateway.SendAsync(gateway.Token("digdir:dialogporten"), path)).Status.ShouldNotBe(503);
        gateway.Clock.Advance(TimeSpan.FromMinutes(2));
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Issuer.Misbehave = async _ =>
        {
            asked.TrySetResult();
            await release.Task;
        };
        using var counted = new Outcomes(gateway.Services.GetRequiredService<IMeterFactory>());
        var unknown = TokenForge.WithRsa("published-tomorrow", other: true).Sign(SampleTokens.Claims("maskinporten-systemuser", gateway.Issuer.Issuer, gateway.Clock.GetUtcNow()));
        using var leave = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {unknown}");
        var sending = gateway.Public.SendAsync(request, leave.Token);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await leave.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => sending);
        (await counted.First.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe("aborted");
        release.SetResult();
    }

    /// <summary>Hears how the next request of one gateway ended that was neither forwarded nor refused.</summary>
    private sealed class Outcomes : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly TaskCompletionSource<string?> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Outcomes(IMeterFactory of)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Name: "gateway.requests", Meter: { Name: EdgeTrace.SourceName, Scope: var scope } } && ReferenceEquals(scope, of))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
            {
                foreach (var tag in tags)
                {
                    // Not the request before, which may be counted a moment after its answer was read.
                    if (tag is { Key: "outcome", Value: "answered" or "aborted" })
                    {
                        _first.TrySetResult(tag.Value as string);
                    }
                }
            });
            _listener.Start();
        }

        public Task<string?> First => _first.Task;

        public void Dispose() => _listener.Dispose();
    }
}
