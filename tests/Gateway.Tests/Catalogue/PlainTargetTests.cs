using Digdir.Altinn.Gateway.Catalogue;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Catalogue;

public sealed class PlainTargetTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/a/b-c_d.e~f")]
    [InlineData("/a/...")]
    [InlineData("/a/.well-known")]
    [InlineData("/a/..b")]
    [InlineData("/a/b..")]
    [InlineData("/a/b;c=d,e:f@g!$&'()*+")]
    [InlineData("/a/%20%C3%B8%E2%82%AC%F0%9F%98%80/%C3%A5")]
    [InlineData("/a?b=%2F%00//../\\")]
    [InlineData("http://host:80/a?b")]
    public void What_can_be_read_in_one_way_only_is_plain(string target) => PlainTarget.Refuse(target).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("http://host")]
    [InlineData("http://host?x=/a")]
    [InlineData("/a b")]
    [InlineData("/a?b c")]
    [InlineData("/a\tb")]
    [InlineData("/a?b\r\nX: y")]
    [InlineData("/ø")]
    [InlineData("/a?ø")]
    [InlineData("/a#b")]
    [InlineData("/a?b#c")]
    [InlineData("/.")]
    [InlineData("/..")]
    [InlineData("/a/./b")]
    [InlineData("/a/../b")]
    [InlineData("/.b/..")]
    [InlineData("/a//b")]
    [InlineData("//a")]
    [InlineData("/a\\b")]
    [InlineData("/a\"b")]
    [InlineData("/a^b")]
    [InlineData("/%7F")]
    [InlineData("/%2e")]
    [InlineData("/%25")]
    [InlineData("/%2f")]
    [InlineData("/%5c")]
    [InlineData("/%41")]
    [InlineData("/%39")]
    [InlineData("/%ED%A0%80")]
    [InlineData("/%C3/%B8")]
    [InlineData("/%C3")]
    [InlineData("/%%20")]
    public void What_can_be_read_in_two_is_not(string target) => PlainTarget.Refuse(target).ShouldNotBeNull();

    [Fact]
    public void The_longest_path_of_encodings_is_taken_and_one_more_is_not()
    {
        PlainTarget.Refuse("/" + string.Concat(Enumerable.Repeat("%20a", 511)) + "abc").ShouldBeNull();
        PlainTarget.Refuse("/" + new string('a', PlainTarget.LongestPath - 1) + "?" + new string('b', 32_000)).ShouldBeNull();
        PlainTarget.Refuse("/" + new string('a', PlainTarget.LongestPath)).ShouldNotBeNull();
    }

    [Fact]
    public void A_path_without_encodings_costs_no_memory()
    {
        const string Target = "/dialogporten/api/v1/enduser/dialogs/0190f8a2-1111-7000-8000-000000000001?party=urn:altinn:organization:identifier-no:991825827";
        PlainTarget.Refuse(Target).ShouldBeNull();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            PlainTarget.Refuse(Target);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
