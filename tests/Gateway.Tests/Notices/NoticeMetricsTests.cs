using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Digdir.Altinn.VendorRegistry.Pictures;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Notices;

/// <summary>What is counted of notices.</summary>
public sealed class NoticeMetricsTests
{
    [Fact]
    public async Task Calls_that_a_notice_is_about_are_counted_by_operation_and_outcome_and_never_by_vendor()
    {
        // An operation that no other test sends calls to: meters of all hosts in the process are heard.
        const string Operation = "dialogporten.labellog.list";
        const string Path = "/dialogporten/api/v1/enduser/dialogs/0194fe82-9280-77a5-a7cd-5ff0e6a6fa07/context/labellog";
        var counted = new ConcurrentQueue<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "altinn.gateway.notice.calls")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value?.ToString());
            if (all["operation"] == Operation)
            {
                counted.Enqueue($"{all["kind"]} {all["outcome"]} {count} {all.Count}");
            }
        });
        listener.Start();
        await using var gateway = await ServingGateway.StartAsync();
        var now = gateway.Clock.GetUtcNow();
        var token = gateway.Token("digdir:dialogporten");
        var removal = NoticeSamples.Removal(now, Operation);

        foreach (var notice in new[]
        {
            removal,
            removal with { Brownouts = [new(AltinnEnvironment.Test, now, now.AddMinutes(5))] },
            removal with { StartsAt = now },
            NoticeSamples.Work(now.AddHours(1), "dialogporten"),
            NoticeSamples.Work(now, "dialogporten"),
        })
        {
            gateway.Registry = gateway.Registry.Telling(notice);
            await gateway.SendAsync(token, Path);
        }

        counted.ShouldBe(["breaking_change told 1 3", "breaking_change brownout 1 3", "breaking_change removed 1 3", "maintenance told 1 3", "maintenance maintenance 1 3"]);
    }
}
