using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Replay;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Replay;

/// <summary>A logged path finds the operation that routing would have found.</summary>
public sealed class OperationFinderTests
{
    private static readonly OperationFinder Finder = new(OperationCatalogue.Join(CatalogueFolder.Read(Path.Combine(AppContext.BaseDirectory, "Catalogue")).Files).Catalogue.ShouldNotBeNull());

    [Theory]
    [InlineData("GET", "/dialogporten/api/v1/enduser/dialogs", "dialogporten.dialogs.search", "")]
    [InlineData("get", "/Dialogporten/api/v1/EndUser/dialogs/", "dialogporten.dialogs.search", "")]
    [InlineData("GET", "/dialogporten/api/v1/enduser/dialogs/0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001", "dialogporten.dialogs.get", "0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001")]
    [InlineData("GET", "/apps/ttd/demo/instances/50934810/51ae43e8-a45b-4f01-89d0-487cc7a19522/process", "apps.process.get", "ttd,demo,50934810,51ae43e8-a45b-4f01-89d0-487cc7a19522")]
    [InlineData("GET", "/ttd/demo/instances/50934810/active", "apps.instances.active", "ttd,demo,50934810")]
    [InlineData("POST", "/apps/ttd/demo/instances/create", "apps.instances.create", "ttd,demo")]
    [InlineData("GET", "/correspondence/api/v1/correspondence", "melding.correspondences.list", "")]
    [InlineData("GET", "/dialogporten/api/v1/serviceowner/dialogs/1/search", null, "")]
    [InlineData("DELETE", "/dialogporten/api/v1/enduser/dialogs", null, "")]
    [InlineData("GET", "/", null, "")]
    [InlineData("GET", "/somewhere/else", null, "")]
    public void A_path_finds_its_operation_and_the_values_in_it(string method, string path, string? operation, string expected)
    {
        Dictionary<string, object?> values = [];

        (Finder.Find(method, path, values)?.Id).ShouldBe(operation);

        string.Join(',', values.Values).ShouldBe(expected);
    }
}
