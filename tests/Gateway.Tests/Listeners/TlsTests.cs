using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Digdir.Altinn.Gateway.Listeners;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Listeners;

public sealed class TlsTests
{
    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_listener_with_a_certificate_speaks_both_versions_and_keeps_management_apart(string version)
    {
        var folder = Directory.CreateTempSubdirectory("tls-");
        try
        {
            var certificate = Path.Combine(folder.FullName, "gateway.pfx");
            var (pfx, thumbprint) = SelfSigned();
            await File.WriteAllBytesAsync(certificate, pfx);
            await using var gateway = await RunningGateway.StartAsync(
                ["--Listeners:Public=https://127.0.0.1:0", $"--Kestrel:Certificates:Default:Path={certificate}", "--Kestrel:Certificates:Default:Password=test"]);
            using var client = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.GetCertHashString(HashAlgorithmName.SHA256) == thumbprint } });
            var address = gateway.App.Services.GetRequiredService<ListenerAddresses>().Public;

            foreach (var (path, status) in new[] { ("/problems", HttpStatusCode.OK), ("/health/live", HttpStatusCode.NotFound), ("/dialogporten/api/v1/enduser/parties", HttpStatusCode.Unauthorized) })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, address + path) { Version = new Version(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
                using var response = await client.SendAsync(request);
                response.StatusCode.ShouldBe(status);
                response.Version.ShouldBe(new Version(version));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (byte[] Pfx, string Thumbprint) SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return (certificate.Export(X509ContentType.Pfx, "test"), certificate.GetCertHashString(HashAlgorithmName.SHA256));
    }
}
