using System.Text;
using Digdir.Altinn.Gateway;
using Digdir.Altinn.Gateway.Observations;
using Digdir.Altinn.Gateway.Tests.Forwarding;
using Digdir.Altinn.Gateway.Tests.Observations;
using Digdir.Altinn.Gateway.Tests.Telemetry;
using Digdir.Altinn.Gateway.Tests.Tokens;
using Digdir.Altinn.VendorRegistry.Pictures;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.HotPath.Tests;

/// <summary>What every call passes costs no memory once the runtime has optimised it.</summary>
public sealed class HotPathTests
{
    private const string Search = "dialogporten.dialogs.search";

    [Fact]
    public async Task A_token_that_is_known_allocates_nothing()
    {
        await using var host = await TokenHost.StartAsync();
        var token = host.Token("altinn-from-maskinporten-systemuser");
        await host.SendAsync(token).ShouldPassAsync();
        var validator = host.Validator;
        var misses = 0;
        Allocations.OfThousand(() => misses += validator.TryRemember(token, default, out _, out var answer) && answer.Token is not null ? 0 : 1).ShouldBe(0);
        misses.ShouldBe(0);
    }

    [Fact]
    public void The_line_of_a_request_allocates_nothing()
    {
        var call = new Call(SmallGateway.AnOperation(), RegistryPicture.Empty) { Token = RequestLineTests.Token() };
        Allocations.OfThousand(() => _ = RequestLineTests.Write(call)).ShouldBe(0);
    }

    [Fact]
    public void Reading_a_question_allocates_nothing()
    {
        const string Query = "?party=urn%3Aaltinn%3Aorganization%3Aidentifier-no%3A310010693&updatedAfter=2026-11-22T09%3A55%3A00Z&orderBy=contentupdatedat_desc&limit=100";
        var question = default(CallQuestion);
        Allocations.OfThousand(() => QuestionTests.Mapper.Read(QuestionTests.Facts(Search, Query, QuestionTests.Now, null, QuestionTests.NoPath, QuestionTests.Machine), ref question)).ShouldBe(0);
    }

    [Fact]
    public void Reading_an_answer_allocates_nothing()
    {
        var json = Encoding.UTF8.GetBytes(AnswerReaderTests.List);
        var plan = AnswerReaderTests.Plan(Search);
        var things = new AnswerThings();
        Allocations.OfThousand(() =>
        {
            things.Clear();
            AnswerReader.Read(json, isWhole: true, plan, AnswerReaderTests.Two, QuestionTests.Keys, things);
        }).ShouldBe(0);
    }

    [Fact]
    public void Examining_a_browser_allocates_nothing()
    {
        var fields = BrowserExaminationTests.Fields(BrowserExaminationTests.Chrome, "\"Chromium\";v=\"126\"", "\"Windows\"", "empty", "cors", "same-origin");
        Allocations.OfThousand(() => BrowserExamination.Examine(BrowserRequest.Of(fields, BrowserLoad.Data, isHttps: true))).ShouldBe(0);
    }
}
