using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Listeners;
using Digdir.Altinn.Gateway.Telemetry;
using Digdir.Altinn.Gateway.Tests.Forwarding;
using Digdir.Altinn.Gateway.Tokens;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Listeners;

public sealed class SocketThreadsTests
{
    [Theory]
    [InlineData("gateway", "http://127.0.0.1:8080", "http://127.0.0.1:8081", true)]
    [InlineData("gateway,registry", "http://127.0.0.1:8080", "http://127.0.0.1:8081", false)]
    [InlineData("gateway", "https://127.0.0.1:8443;http://127.0.0.1:8080", "http://127.0.0.1:8081", false)]
    [InlineData("gateway", "http://127.0.0.1:8080", "https://127.0.0.1:8444", false)]
    public void They_work_only_where_nothing_blocks_and_nobody_speaks_HTTP_2(string roles, string forVendors, string management, bool work)
        => SocketThreads.AreWorkers(
            roles == "gateway" ? Roles.Gateway : Roles.Gateway | Roles.Registry, new ListenersOptions { Public = forVendors, Management = management }).ShouldBe(work);

    [Fact]
    public async Task Leaving_one_goes_on_on_the_pool_and_from_there_costs_nothing()
    {
        var pooled = await OnAThreadOfItsOwnAsync(async () =>
        {
            await SocketThreads.Leave();
            return Thread.CurrentThread.IsThreadPoolThread;
        });

        pooled.ShouldBeTrue();

        // Sent there on purpose: the thread a test goes on on is its framework's to choose, and not always the pool's.
        (await Task.Run(() => SocketThreads.Leave().IsCompleted)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_request_answered_at_once_gives_its_thread_back_before_the_next_one_is_read()
    {
        await using var product = await StandIn.ThatAsync(_ => Task.CompletedTask);
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);
        var answering = ActivatorUtilities.CreateInstance<RequestTelemetryMiddleware>(gateway.Services, (RequestDelegate)(_ => Task.CompletedTask));

        var pooled = await OnAThreadOfItsOwnAsync(async () =>
        {
            await answering.InvokeAsync(new DefaultHttpContext());
            return Thread.CurrentThread.IsThreadPoolThread;
        });

        pooled.ShouldBeTrue();
    }

    [Fact]
    public async Task A_token_never_seen_is_checked_on_the_pool_and_one_seen_before_where_it_came_in()
    {
        await using var gateway = await ServingGateway.StartAsync();
        var operation = gateway.Services.GetRequiredService<ICatalogue>().Current.Operations.Single(one => one.Id == "dialogporten.dialogs.get");
        var token = gateway.Token("digdir:dialogporten");
        bool? pooled = null;
        var tokens = ActivatorUtilities.CreateInstance<TokensMiddleware>(gateway.Services, (RequestDelegate)(_ =>
        {
            pooled = Thread.CurrentThread.IsThreadPoolThread;
            return Task.CompletedTask;
        }));

        async Task<bool> PassAsync()
        {
            pooled = null;
            var context = new DefaultHttpContext { RequestServices = gateway.Services };
            context.Request.Headers.Authorization = $"Bearer {token}";
            context.Features.Set(new Call(operation, RegistryPicture.Empty));
            await tokens.InvokeAsync(context);
            return pooled ?? throw new InvalidOperationException($"Refused with {context.Response.StatusCode}.");
        }

        (await OnAThreadOfItsOwnAsync(PassAsync)).ShouldBeTrue();
        (await OnAThreadOfItsOwnAsync(PassAsync)).ShouldBeFalse();
    }

    /// <summary>Does something on a thread that, like those that watch sockets, is none of the pool's.</summary>
    internal static Task<T> OnAThreadOfItsOwnAsync<T>(Func<Task<T>> something)
    {
        var done = new TaskCompletionSource<Task<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => done.SetResult(something())) { IsBackground = true }.Start();
        return done.Task.Unwrap();
    }
}
