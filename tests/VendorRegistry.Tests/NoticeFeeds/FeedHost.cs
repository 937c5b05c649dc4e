using System.Collections.Immutable;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.NoticeFeeds;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Signing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Tests.NoticeFeeds;

/// <summary>The feeds on a real listener, over a picture and a clock that the test sets.</summary>
internal sealed class FeedHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SetPictures _pictures;

    private FeedHost(WebApplication app, SetPictures pictures, ManualClock clock)
    {
        _app = app;
        _pictures = pictures;
        Clock = clock;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public ManualClock Clock { get; }

    /// <summary>Where the feeds say they are.</summary>
    public string Address => Client.BaseAddress?.ToString().TrimEnd('/') ?? "";

    public static async Task<FeedHost> StartAsync(ImmutableArray<NoticePicture> notices, string? signingKey = null)
    {
        var clock = new ManualClock(Notices.Now);
        var pictures = new SetPictures { Current = new RegistryPicture { Version = 1, Notices = notices } };
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton<IPictures>(pictures);
        builder.Services.AddSingleton<BuiltFeeds>();
        builder.Services.AddSingleton<INoticeHistory>(new ShownHistory(pictures, new RegistrySigner(Options.Create(new SigningOptions { Keys = signingKey is null ? [] : [signingKey] }))));
        builder.Services.AddOptions<RegistryOptions>();
        var app = builder.Build();
        NoticeFeedsApi.Map(app, static request => $"{request.Scheme}://{request.Host}");
        await app.StartAsync();
        return new FeedHost(app, pictures, clock);
    }

    /// <summary>The node gets another picture.</summary>
    public void Take(params ImmutableArray<NoticePicture> notices) => _pictures.Current = _pictures.Current with { Version = _pictures.Current.Version + 1, Notices = notices };

    public async Task<HttpResponseMessage> SendAsync(string path, HttpMethod? method = null, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        foreach (var (name, value) in fields)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>What is in the picture is all there ever was.</summary>
    private sealed class ShownHistory(IPictures pictures, RegistrySigner signer) : INoticeHistory
    {
        public ValueTask<NoticeHistory?> GetAsync(CancellationToken cancellation) => ValueTask.FromResult<NoticeHistory?>(NoticeHistory.Of(Guid.Empty, 1, pictures.Current.Notices, Sign));

        private ArchiveSignature? Sign(byte[] body) => signer.CanSign && signer.Sign(body) is var (signature, key) ? new ArchiveSignature(signature, key) : null;
    }

    private sealed class SetPictures : IPictures
    {
        public RegistryPicture Current { get; set; } = RegistryPicture.Empty;
    }
}

/// <summary>Notices of every kind, around one Monday morning.</summary>
internal static class Notices
{
    public static readonly DateTimeOffset Now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    public static NoticePicture Change { get; } = new()
    {
        Id = Guid.Parse("0199aaaa-0000-7000-8000-000000000001"),
        Kind = NoticeKind.BreakingChange,
        State = NoticeState.Published,
        Impact = NoticeImpact.Major,
        Title = new("Søket i Dialogporten får nye svar; gamle felt går ut", "Søket i Dialogporten får nye svar; gamle felt går ut", "Dialogporten's search gets new answers; old fields go"),
        Text = new("Feltet «status» fjernes.\nBruk «systemLabel», som står i <samme> svar & er bedre.", "Feltet «status» blir fjerna.", "The field \"status\" goes."),
        Environments = [AltinnEnvironment.Test, AltinnEnvironment.Production],
        Products = ["dialogporten"],
        Operations = ["dialogporten.dialogs.search"],
        Fields = ["dialog.status"],
        PublishedAt = Now.AddDays(-2),
        UpdatedAt = Now.AddDays(-2),
        StartsAt = Now.AddDays(60),
        Brownouts = [new BrownoutPicture(AltinnEnvironment.Test, Now.AddDays(40), Now.AddDays(40).AddMinutes(10))],
    };

    public static NoticePicture Maintenance { get; } = new()
    {
        Id = Guid.Parse("0199aaaa-0000-7000-8000-000000000002"),
        Kind = NoticeKind.Maintenance,
        State = NoticeState.Amended,
        Title = new("Vedlikehold av Altinn Melding", "Vedlikehald av Altinn Melding", "Maintenance of Altinn Correspondence"),
        Text = new("Melding er nede en stund.", "Melding er nede ei stund.", "Correspondence is down for a while."),
        Environments = [AltinnEnvironment.Production],
        Products = ["melding"],
        PublishedAt = Now.AddDays(-3),
        UpdatedAt = Now.AddDays(-1),
        StartsAt = Now.AddHours(2),
        EndsAt = Now.AddHours(4),
        Timeline = [new NoticeUpdatePicture(Now.AddDays(-3), "published", new("Publisert.", "Publisert.", "Published.")), new NoticeUpdatePicture(Now.AddDays(-1), "amended", new("Én time senere.", "Ein time seinare.", "An hour later."))],
    };

    public static NoticePicture Incident { get; } = new()
    {
        Id = Guid.Parse("0199aaaa-0000-7000-8000-000000000003"),
        Kind = NoticeKind.Incident,
        State = NoticeState.Published,
        Impact = NoticeImpact.Major,
        Title = new("Hendelser kommer sent", "Hendingar kjem seint", "Events are late"),
        Text = new("Vi leter etter årsaken.", "Vi leitar etter årsaka.", "We are looking for the cause."),
        Environments = [AltinnEnvironment.Production],
        Products = ["events"],
        PublishedAt = Now.AddHours(-5),
        UpdatedAt = Now.AddHours(-1),
        StartsAt = Now.AddHours(-6),
        Timeline =
        [
            new NoticeUpdatePicture(Now.AddHours(-5), "published", new("Publisert.", "Publisert.", "Published.")),
            new NoticeUpdatePicture(Now.AddHours(-3), "identified", new("Funnet.", "Funne.", "Found.")),
            new NoticeUpdatePicture(Now.AddHours(-1), "monitoring", new("Rettet, vi følger med.", "Retta, vi følgjer med.", "Mended; we are watching.")),
        ],
    };

    public static NoticePicture Resolved { get; } = Incident with
    {
        Id = Guid.Parse("0199aaaa-0000-7000-8000-000000000004"),
        State = NoticeState.Completed,
        Products = [],
        Environments = [AltinnEnvironment.Test],
        PublishedAt = Now.AddDays(-20),
        UpdatedAt = Now.AddDays(-19),
        StartsAt = Now.AddDays(-20),
        EndsAt = Now.AddDays(-19),
        Timeline = [],
    };

    /// <summary>As a picture has them: the latest published first.</summary>
    public static ImmutableArray<NoticePicture> All { get; } = [Incident, Change, Maintenance, Resolved];
}
