using System.Text;
using Digdir.Altinn.Gateway.Subscriptions;
using Digdir.Altinn.Gateway.Usage;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Support;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Subscriptions;

public sealed class SubscriptionBookTests
{
    private static readonly DateTimeOffset Made = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly VendorId Vendor = VendorId.Parse("310004006");

    [Theory]
    [InlineData(true, 0, 0, nameof(SubscriptionState.Validated))]
    [InlineData(true, 60, 9_000, nameof(SubscriptionState.Validated))]
    [InlineData(false, 0, 0, nameof(SubscriptionState.Pending))]
    [InlineData(false, 0, 9, nameof(SubscriptionState.Pending))]
    [InlineData(false, 0, 10, nameof(SubscriptionState.Unknown))]
    [InlineData(false, 9, 9_000, nameof(SubscriptionState.Unknown))]
    [InlineData(false, 10, 10, nameof(SubscriptionState.NeverValidated))]
    [InlineData(false, 500, 9_000, nameof(SubscriptionState.NeverValidated))]
    public void Only_what_was_seen_is_said(bool validated, int seenAfterMinutes, int askedAfterMinutes, string state)
        => new SeenSubscription(1, null, null, Made, validated, Made.AddMinutes(seenAfterMinutes)).StateAt(Made.AddMinutes(askedAfterMinutes)).ToString().ShouldBe(state);

    [Fact]
    public void One_subscription_or_a_list_of_them_is_read_and_its_address_is_not_kept()
    {
        const string One = """{"id":7,"endPoint":"https://hook.example/secret","resourceFilter":"urn:altinn:resource:x","subjectFilter":"urn:altinn:person:identifier-no:01017012345","typeFilter":"t","created":"2026-11-02T07:00:00Z","validated":true}""";
        var only = Read(One).ShouldHaveSingleItem();
        only.ShouldBe(new SeenSubscription(7, "urn:altinn:resource:x", "t", Made.AddHours(-1), IsValidated: true, Made));
        Read($$"""{"count":2,"subscriptions":[{{One}},{"id":8,"validated":false}]}""").ShouldBe([only, new SeenSubscription(8, null, null, Made, IsValidated: false, Made)]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("""{"id":"7","validated":true}""")]
    [InlineData("""{"id":7}""")]
    [InlineData("""{"id":7.5,"validated":true}""")]
    [InlineData("""{"subscriptions":[1,null,{}]}""")]
    [InlineData("""{"subscriptions":{}}""")]
    public void What_is_not_understood_is_left_out(string json) => Read(json).ShouldBeEmpty();

    [Fact]
    public void A_clock_that_is_off_makes_no_subscription_of_the_future()
        => Read("""{"id":7,"created":"2099-01-01T00:00:00Z","validated":false}""").ShouldHaveSingleItem().CreatedAt.ShouldBe(Made);

    [Fact]
    public void Each_vendor_has_a_page_of_its_own_and_the_book_is_bounded()
    {
        var book = new SubscriptionBook(new ManualClock(Made));
        var other = VendorId.Parse("310010006");
        book.See(Vendor, [new(1, null, null, Made, false, Made)]);
        book.See(Vendor, [new(1, null, null, Made, true, Made.AddMinutes(1)), new(2, null, null, Made, false, Made)]);
        book.Of(other).Subscriptions.ShouldBeEmpty();
        book.Of(Vendor).Subscriptions.Select(one => (one.Id, one.IsValidated)).ShouldBe([(1, true), (2, false)]);
        book.Remove(other, 1);
        book.Remove(Vendor, 1);
        book.Of(Vendor).Subscriptions.ShouldHaveSingleItem().Id.ShouldBe(2);

        book.See(Vendor, [.. Enumerable.Range(10, 2 * SubscriptionAnswer.Most).Select(id => new SeenSubscription(id, null, null, Made, false, Made))]);
        book.Of(Vendor).Subscriptions.Count.ShouldBe(SubscriptionAnswer.Most);
    }

    [Fact]
    public void The_report_tells_each_state_apart()
    {
        var seen = new SubscriptionsSeen(Made, [new(1, null, null, Made, true, Made), new(2, null, null, Made, false, Made.AddHours(1))], Made.AddHours(2));
        var usage = WebhookUsage.Of(seen, [GroupUsage.Example]);
        usage.Subscriptions.Select(one => one.State).ShouldBe([SubscriptionState.Validated, SubscriptionState.NeverValidated]);
        (usage.SeenSince, usage.IsDead, usage.PollsBesideEvents).ShouldBe((Made, false, false));
    }

    private static IReadOnlyList<SeenSubscription> Read(string json) => SubscriptionAnswer.Read(Encoding.UTF8.GetBytes(json), Made);
}
