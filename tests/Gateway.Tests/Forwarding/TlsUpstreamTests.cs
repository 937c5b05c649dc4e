using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Forwarding;

/// <summary>Products behind TLS are believed by the authorities in configuration, and by no other.</summary>
public sealed class TlsUpstreamTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tls-upstream-");
    private readonly Authority _authority = new("CN=authority");
    private readonly Authority _other = new("CN=other authority");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _authority.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task A_certificate_of_a_configured_authority_is_believed(HttpProtocols protocols)
    {
        using var certificate = _authority.Certify(IPAddress.Loopback);
        await using var product = await StandIn.ThatAsync(context => context.Response.WriteAsync(context.Request.Protocol), protocols, certificate);
        await using var gateway = await SmallGateway.InFrontOfAsync(
            product.Address, new() { Arguments = [$"--Forwarding:Authorities={Write(_other, _authority)}", $"--Forwarding:Http2={protocols == HttpProtocols.Http2}"] });

        var answer = await gateway.Client.GetStringAsync(new Uri("/x", UriKind.Relative));

        answer.ShouldBe(protocols == HttpProtocols.Http2 ? "HTTP/2" : "HTTP/1.1");
    }

    [Theory]
    [InlineData("another authority's")]
    [InlineData("another host's")]
    [InlineData("expired")]
    [InlineData("no authority configured")]
    public async Task Any_other_certificate_is_not_and_the_product_sees_nothing(string what)
    {
        using var certificate = (what == "another authority's" ? _other : _authority).Certify(
            what == "another host's" ? IPAddress.Parse("192.0.2.1") : IPAddress.Loopback, years: what == "expired" ? 1 : 90);
        var calls = 0;
        await using var product = await StandIn.ThatAsync(
            context =>
            {
                calls++;
                return Task.CompletedTask;
            },
            certificate: certificate);
        await using var gateway = await SmallGateway.InFrontOfAsync(
            product.Address, new() { Arguments = what == "no authority configured" ? [] : [$"--Forwarding:Authorities={Write(_authority)}"] });

        using var answer = await gateway.Client.GetAsync(new Uri("/x", UriKind.Relative));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("GWY-00019");
        (await gateway.LogWithAsync("A product failed")).ShouldContain("SecureConnectionError");
        calls.ShouldBe(0);
    }

    [Theory]
    [InlineData("missing.pem", null)]
    [InlineData("empty.pem", "")]
    [InlineData("garbage.pem", "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n")]
    public async Task Authorities_that_cannot_be_read_stop_the_start(string name, string? content)
    {
        var file = Path.Combine(_folder.FullName, name);
        if (content is not null)
        {
            await File.WriteAllTextAsync(file, content);
        }

        await Should.ThrowAsync<OptionsValidationException>(() => SmallGateway.InFrontOfAsync(new Uri("https://127.0.0.1:1"), new() { Arguments = [$"--Forwarding:Authorities={file}"] }));
    }

    private string Write(params Authority[] authorities)
    {
        var file = Path.Combine(_folder.FullName, "authorities.pem");
        File.WriteAllText(file, string.Join('\n', authorities.Select(authority => authority.Pem)));
        return file;
    }

    /// <summary>A certificate authority of a test's own.</summary>
    private sealed class Authority : IDisposable
    {
        private readonly RSA _key = RSA.Create(2048);
        private readonly X509Certificate2 _certificate;

        public Authority(string name)
        {
            var request = new CertificateRequest(name, _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
            _certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        }

        public string Pem => _certificate.ExportCertificatePem();

        public X509Certificate2 Certify(IPAddress address, int years = 90)
        {
            using var key = RSA.Create(2048);
            var request = new CertificateRequest($"CN={address}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(address);
            request.CertificateExtensions.Add(names.Build());
            using var certificate = request.Create(_certificate, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(years), [1, 2, 3, 4]);
            using var whole = certificate.CopyWithPrivateKey(key);

            // A key that lives in memory only is of no use to a server's TLS on every platform.
            return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx), null);
        }

        public void Dispose()
        {
            _certificate.Dispose();
            _key.Dispose();
        }
    }
}
