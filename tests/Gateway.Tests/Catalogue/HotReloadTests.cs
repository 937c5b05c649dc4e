using System.Diagnostics.Metrics;
using System.Net;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Telemetry;
using Digdir.Altinn.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Catalogue;

/// <summary>Real files under a running gateway.</summary>
public sealed class HotReloadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_changed_file_comes_into_force_without_a_restart()
    {
        using var folder = new CatalogueFolderOnDisk();
        await using var host = await CatalogueHost.StartAsync(Settings(folder));
        (await StatusOf(host, "/post/parcels")).ShouldBe(HttpStatusCode.NotFound);

        folder.Write("post.json", CatalogueFolderOnDisk.Post.Replace("/post/letters\"", "/post/parcels\""));

        await UntilAsync(host, "/post/parcels", HttpStatusCode.OK);
        await UntilAsync(host, "/post/letters", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_file_replaced_by_renaming_and_a_new_product_come_into_force()
    {
        using var folder = new CatalogueFolderOnDisk();
        await using var host = await CatalogueHost.StartAsync(Settings(folder));

        folder.Replace("post.json", CatalogueFolderOnDisk.Post.Replace("/post/letters\"", "/post/parcels\""));
        folder.Replace("road.json", CatalogueFolderOnDisk.Product("road"));

        await UntilAsync(host, "/post/parcels", HttpStatusCode.OK);
        await UntilAsync(host, "/road/things", HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_half_written_file_is_refused_and_the_old_catalogue_serves_until_the_rest_is_there()
    {
        using var folder = new CatalogueFolderOnDisk();
        using var refused = new Reloads();
        await using var host = await CatalogueHost.StartAsync(Settings(folder));
        var before = host.Catalogue.Current;
        var changed = CatalogueFolderOnDisk.Post.Replace("/post/letters\"", "/post/parcels\"");

        folder.Write("post.json", changed[..^40]);
        await refused.UntilAsync("refused");

        host.Catalogue.Current.ShouldBeSameAs(before);
        (await StatusOf(host, "/post/letters")).ShouldBe(HttpStatusCode.OK);

        folder.Write("post.json", changed);
        await UntilAsync(host, "/post/parcels", HttpStatusCode.OK);
    }

    [Fact]
    public async Task Writes_in_quick_succession_are_read_once_when_the_folder_is_quiet()
    {
        using var folder = new CatalogueFolderOnDisk();
        var clock = new ManualClock();
        await using var host = await CatalogueHost.StartAsync(Settings(folder, look: 3600), clock);
        var before = host.Catalogue.Current;

        folder.Write("post.json", CatalogueFolderOnDisk.Post[..100]);
        folder.Write("post.json", CatalogueFolderOnDisk.Post.Replace("/post/letters\"", "/post/parcels\""));

        // The clock stands still, so however long the folder's events take to come, nothing is read...
        host.Catalogue.Current.ShouldBeSameAs(before);

        // ...and once it moves on, what is read is the whole file.
        for (var waited = TimeSpan.Zero; ReferenceEquals(host.Catalogue.Current, before); waited += TimeSpan.FromMilliseconds(20))
        {
            waited.ShouldBeLessThan(Patience);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            clock.Advance(TimeSpan.FromMilliseconds(300));
        }

        host.Catalogue.Current.Operations.ShouldContain(operation => operation.Path == "/post/parcels");
    }

    [Fact]
    public async Task The_folder_is_looked_at_now_and_then_even_when_nothing_tells_of_changes()
    {
        using var folder = new CatalogueFolderOnDisk();
        var clock = new ManualClock();
        await using var host = await CatalogueHost.StartAsync(Settings(folder, quiet: 60_000, look: 30), clock);
        folder.Write("post.json", CatalogueFolderOnDisk.Post.Replace("/post/letters\"", "/post/parcels\""));

        clock.Advance(TimeSpan.FromSeconds(31));

        host.Catalogue.Current.Operations.ShouldContain(operation => operation.Path == "/post/parcels");
    }

    [Fact]
    public async Task The_reload_call_tells_how_it_ended_and_what_is_wrong()
    {
        using var folder = new CatalogueFolderOnDisk();
        await using var host = await CatalogueHost.StartAsync(Settings(folder, watch: false));
        host.Catalogue.Reload().Outcome.ShouldBe(ReloadOutcome.Unchanged);
        var before = host.Catalogue.Current;

        folder.Write("post.json", CatalogueFolderOnDisk.Post.Replace("\"kind\": \"list\"", "\"kind\": \"lst\""));
        var refused = host.Catalogue.Reload();
        refused.Outcome.ShouldBe(ReloadOutcome.Refused);
        refused.Errors.ShouldHaveSingleItem().ToString().ShouldStartWith("post.json(11): operation post.letters.list: \"kind\" is to be one of");
        host.Catalogue.Current.ShouldBeSameAs(before);

        var readiness = new CatalogueReadiness(host.App.Services.GetRequiredService<LiveCatalogue>());
        readiness.Check(default).Output.ShouldNotBeNull().ShouldContain("1 error(s), first post.json(11)");

        var again = host.Catalogue.Reload();
        again.Outcome.ShouldBe(ReloadOutcome.Unchanged);
        again.Errors.Count.ShouldBe(1);

        folder.Write("post.json", CatalogueFolderOnDisk.Post + "\n");
        host.Catalogue.Reload().ShouldBe(new CatalogueReload(ReloadOutcome.Accepted, []), new OutcomeOnly());
        host.Catalogue.Current.ShouldNotBeSameAs(before);
        readiness.Check(default).Health.ShouldBe(Health.Pass);
    }

    [Fact]
    public async Task A_request_in_flight_keeps_its_operation_and_ends_well()
    {
        using var folder = new CatalogueFolderOnDisk();
        var arrived = new TaskCompletionSource<Operation?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await CatalogueHost.StartAsync(Settings(folder, watch: false), end: pipeline => pipeline.Run(async context =>
        {
            arrived.TrySetResult(Call.Of(context)?.Operation);
            await released.Task;
            await context.Response.WriteAsync(Call.Of(context)?.Operation.Id ?? "");
        }));
        var inFlight = host.Client.GetStringAsync("/post/letters");
        var operation = await arrived.Task;

        folder.Write("post.json", CatalogueFolderOnDisk.Post.Replace("/post/letters\"", "/post/parcels\""));
        host.Catalogue.Reload().Outcome.ShouldBe(ReloadOutcome.Accepted);
        await UntilAsync(host, "/post/letters", HttpStatusCode.NotFound);
        released.SetResult();

        (await inFlight).ShouldBe("post.letters.list");
        host.Catalogue.Current.Find("post.letters.list").ShouldNotBeSameAs(operation);
    }

    [Fact]
    public async Task After_a_reload_every_endpoint_carries_the_new_catalogues_operation_even_where_nothing_changed()
    {
        using var folder = new CatalogueFolderOnDisk();
        Operation? seen = null;
        await using var host = await CatalogueHost.StartAsync(Settings(folder, watch: false), end: pipeline => pipeline.Run(context =>
        {
            seen = Call.Of(context)?.Operation;
            return Task.CompletedTask;
        }));

        folder.Write("road.json", CatalogueFolderOnDisk.Product("road"));
        host.Catalogue.Reload();
        await UntilAsync(host, "/road/things", HttpStatusCode.OK);
        (await StatusOf(host, "/post/letters")).ShouldBe(HttpStatusCode.OK);

        seen.ShouldBeSameAs(host.Catalogue.Current.Find("post.letters.list"));
    }

    private static Dictionary<string, string?> Settings(CatalogueFolderOnDisk folder, bool watch = true, int quiet = 50, int look = 3600) => new()
    {
        ["Catalogue:Path"] = folder.Path,
        ["Catalogue:Watch"] = watch.ToString(),
        ["Catalogue:QuietMilliseconds"] = quiet.ToString(),
        ["Catalogue:LookSeconds"] = look.ToString(),
    };

    private static async Task<HttpStatusCode> StatusOf(CatalogueHost host, string path)
    {
        using var response = await host.Client.GetAsync(path);
        return response.StatusCode;
    }

    /// <summary>Waits on the real file system and on YARP, which rebuilds its endpoints in its own time.</summary>
    private static async Task UntilAsync(CatalogueHost host, string path, HttpStatusCode expected)
    {
        for (var waited = TimeSpan.Zero; await StatusOf(host, path) != expected; waited += TimeSpan.FromMilliseconds(20))
        {
            waited.ShouldBeLessThan(Patience, $"{path} did not become {expected}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private sealed class OutcomeOnly : IEqualityComparer<CatalogueReload>
    {
        public bool Equals(CatalogueReload? one, CatalogueReload? other) => one?.Outcome == other?.Outcome && one?.Errors.Count == other?.Errors.Count;

        public int GetHashCode(CatalogueReload reload) => (int)reload.Outcome;
    }

    /// <summary>Listens to the metric of reloads.</summary>
    private sealed class Reloads : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly List<string> _outcomes = [];

        public Reloads()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Name: "gateway.catalogue.reloads", Meter.Name: CatalogueMetrics.MeterName })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
            {
                lock (_outcomes)
                {
                    _outcomes.Add(tags[0].Value?.ToString() ?? "");
                }
            });
            _listener.Start();
        }

        public async Task UntilAsync(string outcome)
        {
            for (var waited = TimeSpan.Zero; ; waited += TimeSpan.FromMilliseconds(20))
            {
                lock (_outcomes)
                {
                    if (_outcomes.Contains(outcome))
                    {
                        return;
                    }
                }

                waited.ShouldBeLessThan(Patience, outcome);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }

        public void Dispose() => _listener.Dispose();
    }
}
