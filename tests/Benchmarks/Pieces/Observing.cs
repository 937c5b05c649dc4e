using System.Text;
using BenchmarkDotNet.Attributes;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Observations;
using Digdir.Altinn.Gateway.Vendors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Digdir.Altinn.Benchmarks.Pieces;

/// <summary>What observing a search costs: on the request (the question, the tee) and after it (reading the answer).</summary>
[MemoryDiagnoser]
public class Observing
{
    private const string Query = "?party=urn%3Aaltinn%3Aorganization%3Aidentifier-no%3A310010693&contentUpdatedAfter=2026-11-22T09%3A55%3A00Z&orderBy=contentupdatedat_desc&limit=100";
    private const long Now = 1_795_341_600_000;

    private readonly IdentityHash _keys = new("a secret for measuring, long enough");
    private readonly AnswerThings _things = new();
    private readonly RouteValueDictionary _path = [];
    private readonly Caller _caller = new() { Vendor = null, System = "991825827_system", CustomerKey = 7, ClientKey = 8 };
    private CallQuestion _question;
    private Parts? _parts;

    /// <summary>Bytes of the answer.</summary>
    [Params(10_000, 100_000)]
    public int Bytes { get; set; }

    private Parts The => _parts ?? throw new InvalidOperationException("Not set up.");

    [GlobalSetup]
    public void Setup()
    {
        var (catalogue, _) = OperationCatalogue.Join(CatalogueFolder.Read(Path.Combine(AppContext.BaseDirectory, "Catalogue")).Files);
        var operation = catalogue?.Find("dialogporten.dialogs.search") ?? throw new InvalidOperationException("No catalogue.");
        var item = $$"""{"id":"0194fe82-9280-77a5-a7cd-5ff0e6a6fa07","org":"ttd","serviceResource":"urn:altinn:resource:x","party":"urn:altinn:organization:identifier-no:310010693","contentUpdatedAt":"2026-11-22T09:55:00.000000+00:00","content":{"title":{"value":[{"value":"{{new string('a', 600)}}","languageCode":"nb"} ] } } }""";
        var list = string.Join(',', Enumerable.Repeat(item, Math.Max(1, Bytes / item.Length)));
        var context = new DefaultHttpContext();
        context.Response.ContentType = "application/json";
        _parts = new Parts(
            operation, new ObservationMapper(_keys), AnswerPlan.Of(operation), Encoding.UTF8.GetBytes($$"""{"items":[{{list}}],"hasNextPage":false,"continuationToken":null}"""),
            context, new StreamResponseBodyFeature(Stream.Null), new AnswerTee());
        Question();
    }

    /// <summary>On the request: reading what is asked.</summary>
    [Benchmark]
    public ulong Question()
    {
        The.Mapper.Read(new CallFacts { Operation = The.Operation, At = Now, Path = _path, Query = Query, Caller = _caller }, ref _question);
        return The.Mapper.Ask(_question).Fingerprint;
    }

    /// <summary>On the request: hashing and keeping what passes.</summary>
    [Benchmark]
    public ulong Tee()
    {
        var tee = The.Tee;
        tee.Begin(The.Context, The.Body, 1, reads: true, 1_048_576);
        tee.Write(The.Answer);
        tee.End(The.Context);
        var hash = tee.Hash;
        tee.Forget();
        return hash;
    }

    /// <summary>After the request: finding the things.</summary>
    [Benchmark]
    public int Reading()
    {
        _things.Clear();
        AnswerReader.Read(The.Answer, isWhole: true, The.Plan, _question.Parties, _keys, _things);
        return _things.Count;
    }

    private sealed record Parts(Operation Operation, ObservationMapper Mapper, AnswerPlan Plan, byte[] Answer, HttpContext Context, IHttpResponseBodyFeature Body, AnswerTee Tee);
}
