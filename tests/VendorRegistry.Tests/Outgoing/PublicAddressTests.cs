using System.Net;
using Digdir.Altinn.VendorRegistry.Outgoing;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Outgoing;

public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("169.254.169.254")]
    [InlineData("168.63.129.16")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:10::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:a00:1::1")]
    [InlineData("2002:808:808::1")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("2a00:1450::1%3")]
    public void Addresses_that_are_not_somebody_elses_on_the_internet_are_refused(string address) => PublicAddress.Is(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("11.0.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("172.32.0.1")]
    [InlineData("193.213.112.4")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("2a00:1450:400f::1")]
    public void Others_are_not(string address) => PublicAddress.Is(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("http://hooks.example.com/")]
    [InlineData("ftp://hooks.example.com/")]
    [InlineData("https://user:pass@hooks.example.com/")]
    [InlineData("https://user@hooks.example.com/")]
    [InlineData("https://hooks.example.com/#a")]
    [InlineData("https://hooks.example.com:8443/")]
    [InlineData("https://hooks.example.com:22/")]
    [InlineData("https://localhost/")]
    [InlineData("https://intern/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://[fe80::1%25eth0]/")]
    [InlineData("https://hooks.example.com\\@127.0.0.1/")]
    [InlineData("https://hooks.example.com/a b")]
    [InlineData("//hooks.example.com/")]
    [InlineData("hooks.example.com")]
    [InlineData("file:///etc/passwd")]
    [InlineData("")]
    [InlineData(null)]
    public void Addresses_that_nobody_should_be_sent_to_are_not_taken(string? address)
        => OutgoingUrl.TryRead(address, new OutgoingOptions(), out _).ShouldNotBeNull(address);

    [Theory]
    [InlineData("https://hooks.example.com/altinn?key=1")]
    [InlineData("https://hooks.example.com:443/")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://xn--rksmrgs-5wao1o.example/")]
    public void Others_are_taken(string address) => OutgoingUrl.TryRead(address, new OutgoingOptions(), out var read).ShouldBeNull(read?.ToString());

    [Theory]
    [InlineData("http://localhost:5000/", true)]
    [InlineData("http://127.0.0.1:5000/", true)]
    [InlineData("http://[::1]:5000/", true)]
    [InlineData("http://hooks.example.com/", false)]
    [InlineData("http://10.0.0.1/", false)]
    [InlineData("https://localhost.example.com:8443/", false)]
    public void In_development_this_machine_is_taken_too_and_nothing_else(string address, bool isTaken)
        => (OutgoingUrl.TryRead(address, new OutgoingOptions { AllowLoopback = true }, out _) is null).ShouldBe(isTaken);
}
