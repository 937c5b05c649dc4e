using System.Text.RegularExpressions;
using Digdir.Altinn.Gateway.Catalogue;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Catalogue;

/// <summary>The catalogue that ships is the one the reference describes.</summary>
public sealed partial class CatalogueDataTests
{
    private static readonly Lazy<OperationCatalogue> Shipped = new(() =>
    {
        var (catalogue, errors) = OperationCatalogue.Join(CatalogueFolder.Read(Path.Combine(AppContext.BaseDirectory, "Catalogue")).Files);
        errors.ShouldBeEmpty();
        return catalogue.ShouldNotBeNull();
    });

    [Fact]
    public void It_has_the_seven_products()
        => Shipped.Value.Products.Select(product => product.Id).ShouldBe(["apps", "autentisering", "dialogporten", "events", "formidling", "melding", "systembruker"]);

    [Fact]
    public void Every_vendor_facing_operation_of_the_reference_is_there_and_open()
    {
        var reference = TextList.Read("operations.txt");
        reference.Count.ShouldBe(117);

        var open = Shipped.Value.Operations.Where(operation => operation.Closed is null)
            .Select(operation => Line(operation.Product.Id, operation.Method, (operation.Host == OperationHost.App ? "app:" : "") + operation.Path)).ToHashSet();

        reference.Select(line => line.Split(' ')).Select(parts => Line(parts[0], parts[1], parts[2])).Except(open).ShouldBeEmpty();
    }

    [Fact]
    public void Ordinals_are_dense_and_every_operation_is_found_by_its_id()
    {
        Shipped.Value.Operations.Select(operation => operation.Ordinal).ShouldBe(Enumerable.Range(0, Shipped.Value.Operations.Length));
        Shipped.Value.Products.Select(product => product.Ordinal).ShouldBe(Enumerable.Range(0, Shipped.Value.Products.Length));
        Shipped.Value.Operations.ShouldAllBe(operation => ReferenceEquals(Shipped.Value.Find(operation.Id), operation));
        Shipped.Value.Operations.ShouldAllBe(operation => ReferenceEquals(Shipped.Value.Products[operation.Product.Ordinal], operation.Product));
    }

    [Theory]
    [InlineData("formidling.filetransfers.initialize", 120)]
    [InlineData("formidling.filetransfers.upload", 120)]
    [InlineData("formidling.filetransfers.create", 120)]
    [InlineData("formidling.filetransfers.get", 120)]
    [InlineData("formidling.filetransfers.download", 120)]
    [InlineData("formidling.filetransfers.confirmdownload", 120)]
    [InlineData("formidling.filetransfers.details", 10)]
    [InlineData("formidling.filetransfers.search", 10)]
    public void Formidlings_documented_limits_are_there(string id, int callsPerMinute)
        => Of(id).Limit.ShouldBe(new DocumentedLimit(callsPerMinute, 60));

    [Fact]
    public void Only_formidling_documents_limits()
        => Shipped.Value.Operations.Count(operation => operation.Limit is not null).ShouldBe(8);

    [Fact]
    public void Only_uploads_in_parts_take_expired_tokens()
    {
        var taking = Shipped.Value.Operations.Where(operation => operation.ExpiredTokenGrace > TimeSpan.Zero).ToList();

        taking.ShouldAllBe(operation => operation.Path.Contains("/upload/tus/") && operation.Method != "OPTIONS" && operation.ExpiredTokenGrace == TimeSpan.FromHours(24));
        taking.Count.ShouldBe(10);
    }

    [Fact]
    public void Only_the_overview_of_messages_is_the_wrong_interface()
        => Shipped.Value.Operations.Where(operation => operation.WrongInterface).Select(operation => operation.Id).ShouldBe(["melding.correspondences.list"]);

    [Theory]
    [InlineData("dialogporten.dialogs.search", TokenForms.MaskinportenSystemUser | TokenForms.IdPorten | TokenForms.AltinnExchanged)]
    [InlineData("melding.correspondences.content", TokenForms.AltinnExchanged | TokenForms.DialogToken)]
    [InlineData("melding.correspondences.get", TokenForms.AnyMaskinporten | TokenForms.AltinnExchanged | TokenForms.DialogToken)]
    [InlineData("melding.correspondences.create", TokenForms.AnyMaskinporten | TokenForms.AltinnExchanged)]
    [InlineData("formidling.filetransfers.search", TokenForms.Maskinporten | TokenForms.MaskinportenSystemUser | TokenForms.AltinnExchanged)]
    [InlineData("systembruker.systems.register", TokenForms.AltinnFromMaskinporten)]
    [InlineData("systembruker.clients.list", TokenForms.AltinnFromIdPorten)]
    [InlineData("events.events.list", TokenForms.AltinnExchanged)]
    [InlineData("apps.instances.instantiate", TokenForms.AltinnExchanged | TokenForms.PortalSession)]
    [InlineData("apps.statelessdata.getanonymous", TokenForms.Anonymous | TokenForms.AltinnExchanged | TokenForms.PortalSession)]
    [InlineData("apps.storage.search", TokenForms.AltinnExchanged)]
    [InlineData("autentisering.token.exchange", TokenForms.AnyMaskinporten | TokenForms.IdPorten)]
    [InlineData("autentisering.keys.get", TokenForms.Anonymous)]
    internal void Each_product_takes_the_forms_of_the_reference(string id, TokenForms forms) => Of(id).Tokens.ShouldBe(forms);

    [Fact]
    public void Meldings_senders_need_the_service_owners_scope_with_raw_Maskinporten_tokens()
        => Shipped.Value.Operations.Where(operation => !operation.MaskinportenScopes.IsEmpty)
            .ShouldAllBe(operation => operation.Product.Id == "melding" && operation.MaskinportenScopes.SequenceEqual(new[] { "altinn:serviceowner" }) && operation.Scopes.SequenceEqual(new[] { "altinn:correspondence.write" }));

    [Fact]
    public void Reads_that_leave_a_trace_say_so()
        => Shipped.Value.Operations.Where(operation => operation.SideEffects is not null).Select(operation => operation.Id).ShouldBe(
            ["dialogporten.dialogs.get", "formidling.filetransfers.download", "melding.correspondences.get", "melding.correspondences.details", "melding.correspondences.content"], ignoreOrder: true);

    [Fact]
    public void Every_open_operation_takes_some_token_and_every_closed_one_says_why_in_both_languages()
    {
        Shipped.Value.Operations.Where(operation => operation.Closed is null).ShouldAllBe(operation => operation.Tokens != TokenForms.None);
        Shipped.Value.Operations.Select(operation => operation.Closed).OfType<ClosedReason>().ShouldAllBe(reason => reason.Nb.Length > 10 && reason.En.Length > 10 && reason.Nb != reason.En);
    }

    [Fact]
    public void Overviews_cost_more_than_details_and_those_more_than_metadata()
    {
        Of("dialogporten.dialogs.search").Cost.ShouldBeGreaterThan(Of("dialogporten.dialogs.get").Cost);
        Of("dialogporten.dialogs.get").Cost.ShouldBeGreaterThan(Of("dialogporten.activities.get").Cost);
        Of("dialogporten.activities.get").Cost.ShouldBeGreaterThan(Of("dialogporten.limits.get").Cost);
    }

    internal static Operation Of(string id) => Shipped.Value.Find(id).ShouldNotBeNull();

    private static string Line(string product, string method, string path) => $"{product} {method} {Parameter().Replace(path, "{}")}";

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
