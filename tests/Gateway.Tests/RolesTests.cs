using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests;

/// <summary>What a process is told to do is told wholly, or it does not start.</summary>
public sealed class RolesTests
{
    [Theory]
    [InlineData("Registry:Feed:Address is required", "--Roles=gateway")]
    [InlineData("Registry:Feed:CopyOnly=true is for a node without", "--Roles=gateway", "--Registry:Feed:CopyOnly=true", "--Registry:Feed:Address=http://127.0.0.1:9")]
    [InlineData("needs Registry:Feed:CopyPath", "--Roles=gateway", "--Registry:Feed:CopyOnly=true", "--Registry:Feed:CopyPath=")]
    [InlineData("Registry:Feed:Key is required", "--Roles=gateway", "--Registry:Feed:Address=http://127.0.0.1:9")]
    public async Task A_node_that_would_know_no_vendor_says_what_it_needs_instead_of_starting(string sentence, params string[] settings)
    {
        var refused = await Should.ThrowAsync<OptionsValidationException>(() => RunningGateway.StartAsync(settings));

        refused.Message.ShouldContain(sentence);
    }

    [Fact]
    public async Task A_node_that_is_to_serve_from_its_copy_alone_does()
    {
        var copy = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(
                copy,
                """{"format":1,"epoch":"6f1cb1a1-5f4c-4b0f-8d4c-2d3cbb5a0001","version":42,"after":0,"vendors":[],"policies":[],"maintenance":[],"terms":[]}""");
            await using var gateway = await RunningGateway.StartAsync(["--Roles=gateway", "--Registry:Feed:CopyOnly=true", $"--Registry:Feed:CopyPath={copy}"]);

            gateway.App.Services.GetRequiredService<IPictures>().Current.Version.ShouldBe(42);
            gateway.App.Services.GetRequiredService<IPictureHealth>().Health.CanServe.ShouldBeTrue();
        }
        finally
        {
            File.Delete(copy);
        }
    }
}
