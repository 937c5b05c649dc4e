using System.Net;
using Digdir.Altinn.Gateway.Observations;
using Digdir.Altinn.Grains;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Observations;

/// <summary>Which vendor a network address belongs to, if any.</summary>
public sealed class OriginsTests
{
    private const long Hour = 3_600_000;
    private const long Start = 1_793_606_400_000;

    private static readonly VendorId One = VendorId.Parse("310010006");
    private static readonly VendorId Other = VendorId.Parse("310004006");

    private readonly Origins _origins = new();

    [Fact]
    public void An_address_is_a_vendors_once_its_machines_have_called_from_there_often_enough()
    {
        See(1, One, Origins.FewestCalls - 1, Start);
        _origins.VendorOf(1, Start).ShouldBeNull();
        See(1, One, 1, Start);
        _origins.VendorOf(1, Start).ShouldBe(One);
        _origins.VendorOf(2, Start).ShouldBeNull();
        _origins.VendorOf(1, Start + (24 * Hour)).ShouldBeNull();
    }

    [Fact]
    public void An_address_that_two_vendors_call_from_is_neithers_for_a_day()
    {
        See(1, One, 100, Start);
        See(1, Other, 1, Start + Hour);
        See(1, One, 100, Start + (2 * Hour));
        _origins.VendorOf(1, Start + (3 * Hour)).ShouldBeNull();
        See(1, One, 100, Start + (23 * Hour));
        See(1, One, 100, Start + (27 * Hour));
        _origins.VendorOf(1, Start + (27 * Hour)).ShouldBe(One);
    }

    [Fact]
    public void No_address_says_nothing_and_any_number_of_them_takes_no_more_room()
    {
        See(0, One, 100, Start);
        _origins.VendorOf(0, Start).ShouldBeNull();
        for (var origin = 1UL; origin < 100_000; origin++)
        {
            _origins.Saw(origin * 0x9E3779B97F4A7C15, One, Start + (long)origin);
        }

        See(7, Other, 50, Start + Hour);
        _origins.VendorOf(7, Start + Hour).ShouldBe(Other);
    }

    [Fact]
    public void Calls_from_ever_new_addresses_do_not_make_it_forget_whose_an_address_is()
    {
        See(1, One, Origins.FewestCalls, Start);
        See(2, One, 1, Start);
        See(2, Other, 1, Start);
        for (var origin = 10UL; origin < 100_000; origin++)
        {
            _origins.Saw(origin * 0x9E3779B97F4A7C15, Other, Start + Hour);
        }

        See(2, One, 100, Start + (2 * Hour));
        _origins.VendorOf(1, Start + (2 * Hour)).ShouldBe(One);
        _origins.VendorOf(2, Start + (2 * Hour)).ShouldBeNull("two vendors call from there");
    }

    [Theory]
    [InlineData("203.0.113.7", true)]
    [InlineData("2001:db8::7", true)]
    [InlineData("::ffff:203.0.113.7", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.1.2.3", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.20.1.1", false)]
    [InlineData("172.32.1.1", true)]
    [InlineData("192.168.7.7", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.1.1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    public void Only_addresses_on_the_internet_tie_anybody_to_anything(string address, bool isPublic)
        => PortalSessions.IsPublic(IPAddress.Parse(address)).ShouldBe(isPublic);

    private void See(ulong origin, VendorId vendor, int times, long at)
    {
        for (var i = 0; i < times; i++)
        {
            _origins.Saw(origin, vendor, at);
        }
    }
}
