using System.IO.Compression;
using System.Text;
using Digdir.Altinn.Gateway.Observations;
using Digdir.Altinn.Grains.Observations;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Observations;

/// <summary>What the gateway observes of real calls to a real product, and that looking changes nothing of them.</summary>
public sealed class ObservationOnTheWireTests
{
    private const string Scope = "digdir:dialogporten";
    private const string Dialogs = "/dialogporten/api/v1/enduser/dialogs";
    private const string Org = "310010693";
    private const string List = """{"items":[{"id":"a","contentUpdatedAt":"1","party":"urn:altinn:organization:identifier-no:310010693"}],"continuationToken":"next"}""";

    private readonly HeardObserver _observer = new();

    [Fact]
    public async Task A_list_is_observed_with_its_things_and_reaches_its_caller_unchanged()
    {
        await using var gateway = await StartAsync(Json(List));

        var answer = await gateway.SendAsync(gateway.Token(Scope), $"{Dialogs}?party=urn:altinn:organization:identifier-no:{Org}&limit=10");

        answer.Body.ShouldBe(List);
        var heard = (await _observer.FirstAsync(1)).ShouldHaveSingleItem();
        heard.Vendor.ShouldBe(ServingGateway.Vendor);
        heard.Things.Length.ShouldBe(1);
        heard.Observation.Group.ShouldBe(new ReadGroup("dialogporten", ReadClass.List));
        heard.Observation.Things.ShouldBe(1);
        heard.Observation.Status.ShouldBe(200);
        heard.Observation.Bytes.ShouldBe(List.Length);
        heard.Observation.Body.ShouldNotBe(0ul);
        heard.Observation.CursorGiven.ShouldNotBe(0ul);
        heard.Observation.At.ShouldBe(gateway.Clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task The_same_answer_to_the_same_question_gives_the_same_observation()
    {
        await using var gateway = await StartAsync(Json(List));

        await gateway.SendAsync(gateway.Token(Scope), $"{Dialogs}?party=urn:altinn:organization:identifier-no:{Org}");
        (await gateway.SendAsync(gateway.Token(Scope), $"{Dialogs}?_=1&party=urn:altinn:organization:identifier-no:{Org}")).Body.ShouldBe(List);

        var heard = await _observer.FirstAsync(2);
        heard[1].Observation.Fingerprint.ShouldBe(heard[0].Observation.Fingerprint);
        heard[1].Observation.Body.ShouldBe(heard[0].Observation.Body);
        heard[1].Observation.RawQuery.ShouldNotBe(heard[0].Observation.RawQuery);
        heard[1].Things.ShouldBe(heard[0].Things);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_compressed_answer_tells_what_the_plain_one_does(string encoding)
    {
        var compressed = Compress(encoding, Encoding.UTF8.GetBytes(List));
        await using var gateway = await StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            var asked = context.Request.Headers.AcceptEncoding.Count > 0;
            if (asked)
            {
                context.Response.Headers.ContentEncoding = encoding;
            }

            await context.Response.Body.WriteAsync(asked ? compressed : Encoding.UTF8.GetBytes(List));
        });
        await gateway.SendAsync(gateway.Token(Scope), $"{Dialogs}?party={Org}");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Dialogs}?party={Org}");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {gateway.Token(Scope)}");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding);
        using var response = await gateway.Public.SendAsync(request);

        (await response.Content.ReadAsByteArrayAsync()).ShouldBe(compressed);
        var heard = await _observer.FirstAsync(2);
        heard[1].Observation.Things.ShouldBe(1);
        heard[1].Things.ShouldBe(heard[0].Things);
        heard[1].Observation.Body.ShouldBe(heard[0].Observation.Body);
        heard[1].Observation.Bytes.ShouldBe(compressed.Length);
    }

    [Fact]
    public async Task A_compressed_bomb_is_opened_no_further_than_the_bound()
    {
        var bomb = Compress("gzip", Encoding.UTF8.GetBytes("{\"items\":[{\"id\":\"a\"},{\"id\":\"" + new string('a', 50_000_000)));
        await using var gateway = await StartAsync(Compressed(bomb, "gzip"), "--Observations:DecodedBytes=65536");
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await gateway.SendAsync(gateway.Token(Scope), $"{Dialogs}?party={Org}");

        var seen = (await _observer.FirstAsync(1)).ShouldHaveSingleItem().Observation;
        seen.Things.ShouldBe(1);
        seen.Facts.ShouldBe(ObservationFacts.ThingsCut | ObservationFacts.IdentityNumber);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(20_000_000);
    }

    [Theory]
    [InlineData("gzip", "not gzip at all")]
    [InlineData("br", "not br at all")]
    [InlineData("zstd", "unknown")]
    [InlineData("gzip, br", "two")]
    public async Task What_is_not_compressed_as_it_says_is_told_by_its_hash(string encoding, string body)
    {
        await using var gateway = await StartAsync(Compressed(Encoding.UTF8.GetBytes(body), encoding));

        await gateway.SendAsync(gateway.Token(Scope), $"{Dialogs}?party={Org}");

        var seen = (await _observer.FirstAsync(1)).ShouldHaveSingleItem().Observation;
        seen.Things.ShouldBe(-1);
        seen.Body.ShouldNotBe(0ul);
    }

    [Fact]
    public async Task Of_an_answer_larger_than_the_bound_the_beginning_is_read()
    {
        var many = $$"""{"items":[{{string.Join(',', Enumerable.Range(0, 900).Select(number => $$"""{"id":"{{number:D100}}"}"""))}}]}""";
        await using var gateway = await StartAsync(Json(many), "--Observations:AnswerBytes=8192");

        (await gateway.SendAsync(gateway.Token(Scope), $"{Dialogs}?party={Org}")).Body.ShouldBe(many);

        var seen = (await _observer.FirstAsync(1)).ShouldHaveSingleItem().Observation;
        seen.Things.ShouldBeInRange(50, 100);
        seen.Facts.ShouldBe(ObservationFacts.ThingsCut | ObservationFacts.IdentityNumber);
        seen.Body.ShouldNotBe(0ul);
        seen.Bytes.ShouldBe(many.Length);
    }

    [Fact]
    public async Task A_call_for_two_parties_is_two_observations_with_their_own_things()
    {
        await using var gateway = await StartAsync(Json(List));

        await gateway.SendAsync(gateway.Token(Scope), $"{Dialogs}?party=urn:altinn:organization:identifier-no:991825827&party=urn:altinn:organization:identifier-no:{Org}");

        var heard = await _observer.FirstAsync(2);
        heard.Select(one => one.Observation.Things).ShouldBe([0, 1], ignoreOrder: true);
        heard.ShouldAllBe(one => one.Observation.Weight == 0.5f);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_told_nothing()
    {
        await using var gateway = await StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("{\"items\":[");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        var status = 0;
        try
        {
            status = (await gateway.SendAsync(gateway.Token(Scope), $"{Dialogs}?party={Org}")).Status;
        }
        catch (HttpRequestException)
        {
            // The gateway breaks off too; where nothing had been passed on yet it answers 502.
        }

        status.ShouldBeOneOf(0, 502);

        var seen = (await _observer.FirstAsync(1)).ShouldHaveSingleItem().Observation;
        (seen.Status, seen.Body, seen.Things).ShouldBe((0, 0ul, -1));
    }

    [Fact]
    public async Task A_caller_that_left_is_observed_as_that()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await StartAsync(async context =>
        {
            var ended = new TaskCompletionSource();
            using var _ = context.RequestAborted.Register(() => ended.TrySetResult());
            reached.TrySetResult();
            await ended.Task;
        });
        using var leaving = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Dialogs}?party={Org}");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {gateway.Token(Scope)}");
        var sent = gateway.Public.SendAsync(request, leaving.Token);
        await reached.Task;
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => sent);

        var seen = (await _observer.FirstAsync(1)).ShouldHaveSingleItem().Observation;
        (seen.Status, seen.Facts).ShouldBe((0, ObservationFacts.CallerLeft | ObservationFacts.IdentityNumber));
    }

    [Fact]
    public async Task An_aliased_graphql_answer_is_read_as_what_it_stands_for()
    {
        await using var gateway = await StartAsync(Json("{\"data\":{\"mine\":" + List + "}}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/dialogporten/graphql")
        {
            Content = new StringContent("""{"query":"{ mine: searchDialogs { items { id } } }"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {gateway.Token(Scope)}");
        (await gateway.Public.SendAsync(request)).Dispose();

        var seen = (await _observer.FirstAsync(1)).ShouldHaveSingleItem().Observation;
        seen.Things.ShouldBe(1);
        seen.CursorGiven.ShouldNotBe(0ul);
    }

    [Fact]
    public async Task A_product_that_asks_for_patience_is_heard()
    {
        await using var gateway = await StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "17";
            return Task.CompletedTask;
        });

        await gateway.SendAsync(gateway.Token(Scope), $"{Dialogs}?party={Org}");

        var seen = (await _observer.FirstAsync(1)).ShouldHaveSingleItem().Observation;
        (seen.Status, seen.RetryAfter).ShouldBe((503, 17));
    }

    [Fact]
    public async Task A_call_refused_by_a_limit_is_observed_as_that()
    {
        await using var gateway = await StartAsync(Json(List), "--Limits:Classes:list:Rate=0.01", "--Limits:Classes:list:Burst=5", "--Limits:Classes:list:RatePerCustomer=0", "--Limits:Classes:list:MaxRate=0");

        await gateway.SendAsync(gateway.Token(Scope), $"{Dialogs}?party={Org}");
        (await gateway.SendAsync(gateway.Token(Scope), $"{Dialogs}?party={Org}")).Status.ShouldBe(429);

        var refused = (await _observer.FirstAsync(2))[1].Observation;
        refused.Facts.ShouldBe(ObservationFacts.RefusedByLimit | ObservationFacts.IdentityNumber);
        (refused.Status, refused.Things, refused.Body).ShouldBe((429, -1, 0ul));
        refused.RetryAfter.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task What_a_policy_refuses_is_not_observed()
    {
        await using var gateway = await StartAsync(Json(List));

        (await gateway.SendAsync(gateway.Token("other:scope"), $"{Dialogs}?party={Org}")).Status.ShouldBe(403);
        await gateway.SendAsync(gateway.Token(Scope), $"{Dialogs}?party={Org}");

        (await _observer.FirstAsync(1)).ShouldHaveSingleItem().Observation.Status.ShouldBe(200);
        _observer.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("query S { searchDialogs { items { id } } }", nameof(ReadClass.List))]
    [InlineData("mutation M { set }", nameof(ReadClass.Write))]
    [InlineData("subscription D { dialogEvents }", nameof(ReadClass.Other))]
    public async Task A_graphql_call_is_what_its_document_does_and_arrives_whole(string document, string expected)
    {
        await using var gateway = await StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(await reader.ReadToEndAsync());
        });
        var padding = new string(' ', 200_000);
        foreach (var body in new[] { $$"""{"query":"{{document}}"}""", $$"""{"query":"{{document}}"}""" + padding })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/dialogporten/graphql") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {gateway.Token(Scope)}");
            using var response = await gateway.Public.SendAsync(request);
            (await response.Content.ReadAsStringAsync()).ShouldBe(body);
        }

        (await _observer.FirstAsync(1))[0].Observation.Group.Class.ToString().ShouldBe(expected);
    }

    [Fact]
    public async Task A_stream_is_passed_on_while_it_is_written()
    {
        var release = new TaskCompletionSource();
        await using var gateway = await StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{\"items\":[");
            await context.Response.Body.FlushAsync();
            await release.Task;
            await context.Response.WriteAsync("]}");
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Dialogs}?party={Org}");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {gateway.Token(Scope)}");

        using var response = await gateway.Public.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var first = new byte[64];
        (await body.ReadAsync(first)).ShouldBe(10);
        release.SetResult();

        (await body.ReadAsync(first)).ShouldBe(2);
        (await _observer.FirstAsync(1)).ShouldHaveSingleItem().Observation.Things.ShouldBe(0);
    }

    [Fact]
    public async Task Hundreds_of_calls_at_once_are_each_observed_once()
    {
        await using var gateway = await StartAsync(Json(List), "--Limits:Classes:list:Rate=10000", "--Limits:Classes:list:Burst=10000", "--Limits:Vendor:Burst=10000");
        var token = gateway.Token(Scope);

        await Parallel.ForEachAsync(Enumerable.Range(0, 300), async (number, _) => await gateway.SendAsync(token, $"{Dialogs}?party={Org}&search=x{number}"));

        var heard = await _observer.FirstAsync(300);
        heard.Select(one => one.Observation.Fingerprint).Distinct().Count().ShouldBe(300);
        heard.ShouldAllBe(one => one.Things.Length == 1 && one.Observation.Things == 1);
    }

    [Fact]
    public async Task An_observer_that_fails_fails_no_call()
    {
        await using var gateway = await ServingGateway.StartAsync(with: services => new FailingObserver().Replace(services), product: Json(List));

        for (var i = 0; i < 3; i++)
        {
            (await gateway.SendAsync(gateway.Token(Scope), $"{Dialogs}?party={Org}")).Status.ShouldBe(200);
        }
    }

    private Task<ServingGateway> StartAsync(RequestDelegate product, params string[] settings) => ServingGateway.StartAsync(settings, _observer.Replace, product);

    private static RequestDelegate Json(string body) => context =>
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(body);
    };

    private static RequestDelegate Compressed(byte[] body, string encoding) => async context =>
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.ContentEncoding = encoding;
        await context.Response.Body.WriteAsync(body);
    };

    private static byte[] Compress(string encoding, byte[] plain)
    {
        using var compressed = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "br" => new BrotliStream(compressed, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(compressed, CompressionLevel.Fastest),
            _ => new GZipStream(compressed, CompressionLevel.Fastest),
        })
        {
            stream.Write(plain);
        }

        return compressed.ToArray();
    }

    private sealed class FailingObserver : IObserver
    {
        public void Observe(Grains.VendorId vendor, ReadOnlySpan<Observation> parties, ReadOnlySpan<int> ends, ReadOnlySpan<ulong> things) => throw new InvalidOperationException("As the test wants it.");

        public void Replace(Microsoft.Extensions.DependencyInjection.IServiceCollection services)
            => Microsoft.Extensions.DependencyInjection.Extensions.ServiceCollectionDescriptorExtensions.Replace(
                services, Microsoft.Extensions.DependencyInjection.ServiceDescriptor.Singleton<IObserver>(this));
    }
}
