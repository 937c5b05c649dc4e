using System.Net.Http.Headers;
using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Traffic;

/// <summary>Brings this process's counts to a registry in another one; when one fails, the next attempt goes to the next. Thread-safe.</summary>
internal sealed class TrafficForwarder : ITrafficIntake, IDisposable
{
    private readonly HttpClient _http;
    private readonly Uri[] _addresses;
    private int _address;

    public TrafficForwarder(IOptions<FeedOptions> options)
    {
        _addresses = Array.ConvertAll(options.Value.Addresses, address => new Uri(new Uri(address), TrafficFeedApi.Path));
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(1), AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(15) };
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", FeedKey.Scheme + options.Value.Key);
    }

    /// <inheritdoc/>
    /// <remarks>A node that follows no registry has nobody to tell: its counts go nowhere.</remarks>
    public async Task TakeAsync(TrafficReport report, CancellationToken cancellation)
    {
        if (_addresses.Length == 0)
        {
            return;
        }

        using var body = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(report, TrafficJson.Default.TrafficReport));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var place = Volatile.Read(ref _address);
        try
        {
            using var answer = await _http.PostAsync(_addresses[place % _addresses.Length], body, cancellation);
            answer.EnsureSuccessStatusCode();
        }
        catch (Exception failed) when (failed is HttpRequestException or OperationCanceledException)
        {
            Interlocked.CompareExchange(ref _address, (place + 1) % _addresses.Length, place);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
