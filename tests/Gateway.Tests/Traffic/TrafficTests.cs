using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Traffic;
using Digdir.Altinn.Grains;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Traffic;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Traffic;

/// <summary>A node counts who calls what, and tells the registry.</summary>
public sealed class TrafficTests
{
    private const string Scope = "digdir:dialogporten";
    private const string Parties = "/dialogporten/api/v1/enduser/parties";

    [Fact]
    public async Task Calls_are_in_the_registry_by_vendor_system_customer_and_operation_within_a_minute()
    {
        await using var gateway = await ServingGateway.StartAsync();
        var token = gateway.Token(Scope);
        await gateway.SendAsync(token, Parties);
        await gateway.SendAsync(token, Parties);
        (await gateway.SendAsync(gateway.Token("another:scope"), Parties)).Status.ShouldBe(403);
        await EventuallyAsync(() => Task.FromResult(CountedBy(gateway) == 3), "a call is counted once its answer has gone");

        gateway.Clock.Advance(TimeSpan.FromSeconds(30));

        await EventuallyAsync(async () => (await RowsAsync(gateway)).Count == 1, "the counts are flushed");
        var row = (await RowsAsync(gateway)).Single();
        (row.Calls, row.Refused).ShouldBe((3, 1));
        row.Vendor.ShouldBe(ServingGateway.Vendor.ToString());
        row.Operation.ShouldStartWith("dialogporten.");
        row.System.ShouldNotBeEmpty();
        OrganisationNumber.TryParse(row.Customer, out _).ShouldBeTrue();
        row.Hour.ShouldBe(TrafficHour.HourOf(gateway.Clock.GetUtcNow()));
        row.Environment.ShouldBe(AltinnEnvironment.Test);
    }

    [Fact]
    public async Task A_registry_that_is_away_hears_all_of_it_once_it_is_back()
    {
        var registry = new Registry();
        await using var gateway = await ServingGateway.StartAsync(with: services => services.Replace(ServiceDescriptor.Singleton<ITrafficIntake>(registry)));
        var token = gateway.Token(Scope);
        registry.LosesAnswers = true;
        await gateway.SendAsync(token, Parties);
        await EventuallyAsync(() => Task.FromResult(CountedBy(gateway) == 1), "counted");
        gateway.Clock.Advance(TimeSpan.FromSeconds(30));
        await EventuallyAsync(() => Task.FromResult(!registry.Heard.IsEmpty), "told");
        await gateway.SendAsync(token, Parties);
        await EventuallyAsync(() => Task.FromResult(CountedBy(gateway) == 1), "counted beside what waits");

        registry.LosesAnswers = false;
        await EventuallyAsync(
            () =>
            {
                gateway.Clock.Advance(TimeSpan.FromSeconds(30));
                return Task.FromResult(registry.Heard.DistinctBy(report => report.Sequence).Sum(report => report.Rows.Sum(row => row.Calls)) == 2);
            },
            "told again");

        var first = registry.Heard.Where(report => report.Sequence == 1).ToList();
        first.Count.ShouldBeGreaterThan(1);
        first.ShouldAllBe(report => report.Node == first[0].Node && report.Rows.SequenceEqual(first[0].Rows), "what was not answered for is sent again as it was");
    }

    [Fact]
    public async Task What_was_counted_last_is_told_when_the_node_stops()
    {
        var registry = new Registry();
        await using (var gateway = await ServingGateway.StartAsync(with: services => services.Replace(ServiceDescriptor.Singleton<ITrafficIntake>(registry))))
        {
            await gateway.SendAsync(gateway.Token(Scope), Parties);
        }

        registry.Heard.Sum(report => report.Rows.Sum(row => row.Calls)).ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_is_lost_or_counted_twice_while_it_is_taken()
    {
        var book = Book(100_000);
        long taken = 0;
        var counting = Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 50_000; i++)
            {
                book.Count(Key(i % 7), i, refused: i % 5 == 0);
            }
        })).ToArray();
        long refused = 0;
        while (!counting.All(task => task.IsCompleted))
        {
            Take();
        }

        await Task.WhenAll(counting);
        Take();

        (taken, refused).ShouldBe((200_000, 40_000));

        void Take()
        {
            foreach (var row in book.Take())
            {
                taken += row.Calls;
                refused += row.Refused;
            }
        }
    }

    [Fact]
    public void A_full_book_tells_customers_apart_no_more_and_grows_no_further()
    {
        var book = Book(1000);
        for (var i = 0; i < 5_000; i++)
        {
            book.Count(Key(0) with { System = $"system-{i}" }, 1, refused: false);
        }

        var rows = book.Take();
        rows.Count.ShouldBe(1001);
        rows.Sum(row => row.Calls).ShouldBe(5_000, "no call is lost as long as vendors and operations fit");
        rows.Single(row => row.System.Length == 0).Calls.ShouldBe(4_000);

        for (var hour = 0; hour < 10_000; hour++)
        {
            book.Count(Key(0) with { Hour = hour, System = "new" }, 1, refused: false);
        }

        book.Take().Count.ShouldBeLessThanOrEqualTo(1250);
        book.Take().ShouldBeEmpty();
        book.Count(Key(0) with { System = "again" }, 1, refused: false);
        book.Take().Single().System.ShouldBe("again", "idle counters make room");
    }

    [Fact]
    public void Counting_allocates_nothing_once_the_counter_stands()
    {
        var book = Book(1000);
        var key = Key(1);
        book.Count(key, 1, refused: false);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            book.Count(key, i, refused: false);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000);
    }

    [Fact]
    public void A_system_with_a_name_no_database_takes_is_left_unnamed()
    {
        foreach (var system in new[] { "a\0b", "a\nb", "a\ud800", new string('a', 201) })
        {
            var book = Book(1000);
            book.Count(Key(0) with { System = system }, 1_793_606_400_000, refused: false);

            book.Take().Single().System.ShouldBeEmpty();
        }
    }

    private static Operation Operation { get; } = new()
    {
        Id = "dialogporten.parties.list", Product = new Product { Id = "dialogporten", NameNb = "Dialogporten", NameEn = "Dialogporten" }, Method = "GET", Path = "/x",
        Kind = OperationKind.Lookup, Tokens = TokenForms.Maskinporten,
    };

    private static TrafficKey Key(int hour) => new(Operation, hour, ServingGateway.Vendor, "310000004_system", null);

    private static TrafficBook Book(int rows)
        => new(Options.Create(new TrafficOptions { MaxRows = rows }), new AltinnOptions(), new TrafficMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>()));

    private static long CountedBy(ServingGateway gateway) => gateway.Services.GetRequiredService<TrafficBook>().Waiting;

    private static async Task<List<TrafficHour>> RowsAsync(ServingGateway gateway)
    {
        await using var db = gateway.Services.GetRequiredService<Func<RegistryDb>>()();
        return await db.Traffic.AsNoTracking().ToListAsync();
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(30), what);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    /// <summary>A registry that can fail after it has heard.</summary>
    private sealed class Registry : ITrafficIntake
    {
        public ConcurrentQueue<TrafficReport> Heard { get; } = new();

        public volatile bool LosesAnswers;

        public Task TakeAsync(TrafficReport report, CancellationToken cancellation)
        {
            Heard.Enqueue(report);
            return LosesAnswers ? throw new HttpRequestException("The answer is lost.") : Task.CompletedTask;
        }
    }
}
