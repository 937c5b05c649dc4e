using System.Net.Http.Headers;
using System.Text.Json;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Evidence;

/// <summary>Brings what the grains of this process tell to a registry in another one; when one fails it turns to the next. Thread-safe.</summary>
internal sealed class EvidenceForwarder : IConductListener, IDisposable
{
    /// <summary>Less than the grains wait for it: whoever does not answer by then is not asked again before the others.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly HttpClient _http;
    private readonly Uri[] _addresses;
    private int _address;

    public EvidenceForwarder(IOptions<FeedOptions> options)
    {
        _addresses = Array.ConvertAll(options.Value.Addresses, address => new Uri(new Uri(address), EvidenceFeedApi.Path));
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(1), AllowAutoRedirect = false, UseCookies = false }) { Timeout = Patience };
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", FeedKey.Scheme + options.Value.Key);
    }

    /// <inheritdoc/>
    public async ValueTask HearAsync(VendorId vendor, IReadOnlyList<ConductEvent> events, CancellationToken cancellation)
    {
        // A node that follows no registry has nobody to tell, and what there is to tell ends here.
        if (_addresses.Length == 0)
        {
            return;
        }

        foreach (var part in events.Chunk(EvidenceFeedApi.MostEvents))
        {
            using var body = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new EvidenceMessage(vendor.ToString(), part), EvidenceJson.Options));
            body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            var place = Volatile.Read(ref _address);
            try
            {
                using var answer = await _http.PostAsync(_addresses[place % _addresses.Length], body, cancellation);
                answer.EnsureSuccessStatusCode();
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                // The next attempt, which the grain makes, goes to the next registry.
                Interlocked.CompareExchange(ref _address, (place + 1) % _addresses.Length, place);
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
