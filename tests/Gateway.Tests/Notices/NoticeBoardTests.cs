using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Notices;
using Digdir.Altinn.VendorRegistry.Pictures;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Notices;

/// <summary>Which notices are about which operation.</summary>
public sealed class NoticeBoardTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly OperationCatalogue Catalogue =
        OperationCatalogue.Join(CatalogueFolder.Read(Path.Combine(AppContext.BaseDirectory, "Catalogue")).Files).Catalogue ?? throw new InvalidOperationException("The catalogue has errors.");

    [Fact]
    public void A_notice_is_about_the_operations_it_names_and_no_others()
        => About(NoticeSamples.Change(Now, "dialogporten.dialogs.get", "dialogporten.no.such")).ShouldBe(["dialogporten.dialogs.get"]);

    [Fact]
    public void A_notice_that_names_no_operation_is_about_all_of_its_products()
        => About(NoticeSamples.Work(Now, "events", "melding")).ShouldBe(
            Catalogue.Operations.Where(operation => operation.Product.Id is "events" or "melding").Select(operation => operation.Id), ignoreOrder: true);

    [Fact]
    public void A_notice_that_names_no_product_is_about_everything()
        => About(NoticeSamples.Work(Now)).Count.ShouldBe(Catalogue.Operations.Length);

    [Fact]
    public void A_notice_about_the_other_environment_is_about_nothing_here()
        => About(NoticeSamples.Work(Now) with { Environments = [AltinnEnvironment.Production] }).ShouldBeEmpty();

    [Theory]
    [InlineData(NoticeKind.Incident, NoticeState.Published, false)]
    [InlineData(NoticeKind.Information, NoticeState.Published, false)]
    [InlineData(NoticeKind.Maintenance, NoticeState.Amended, true)]
    [InlineData(NoticeKind.Maintenance, NoticeState.Completed, false)]
    [InlineData(NoticeKind.BreakingChange, NoticeState.Amended, true)]
    [InlineData(NoticeKind.BreakingChange, NoticeState.Completed, true)]
    [InlineData(NoticeKind.BreakingChange, NoticeState.Withdrawn, false)]
    public void What_is_over_or_taken_back_is_told_no_more_but_what_was_removed_stays_so(NoticeKind kind, NoticeState state, bool matters)
        => About(NoticeSamples.Removal(Now) with { Kind = kind, State = state }).Count.ShouldBe(matters ? Catalogue.Operations.Count(operation => operation.Product.Id == "dialogporten") : 0);

    [Fact]
    public void A_notice_about_a_service_owner_is_about_calls_that_name_it()
    {
        var operation = Catalogue.Find("apps.instances.get").ShouldNotBeNull();
        var all = NoticeSamples.Work(Now, "apps") with { Impact = NoticeImpact.None };
        var theirs = NoticeSamples.Work(Now.AddMinutes(-1), "apps") with { Id = Guid.NewGuid(), ServiceOwners = ["skd"] };
        var found = Board(all, theirs).Find(operation).ShouldNotBeNull();

        found.MaintenanceAt(Now).ShouldBeNull("others are not out of reach");
        var owned = found.ByServiceOwner.ShouldNotBeNull();
        owned["SKD"].MaintenanceAt(Now)?.Id.ShouldBe(theirs.Id);
        owned["skd"].Maintenance.Length.ShouldBe(2, "what is said to all is said to theirs too");
        owned.ContainsKey("nav").ShouldBeFalse();
    }

    [Fact]
    public void What_is_switched_on_goes_by_the_name_of_its_notice()
    {
        var notice = NoticeSamples.Work(Now.AddDays(1), "apps");
        var window = new MaintenancePicture(Guid.NewGuid(), AltinnEnvironment.Test, "apps", Now, null, "Nb", "En", notice.Id);
        var registry = RegistryPicture.Empty.Telling(notice) with { Maintenance = [window, window with { Notice = null }] };

        var work = NoticeBoard.Of(registry, Catalogue, AltinnEnvironment.Test).Find(Catalogue.Find("apps.instances.get").ShouldNotBeNull()).ShouldNotBeNull().Maintenance;

        work.Select(one => (one.Id, one.From)).ShouldBe([(window.Id, Now), (notice.Id, Now), (notice.Id, Now.AddDays(1))], ignoreOrder: true);
        work.Count(one => one.Notice is not null).ShouldBe(2);
    }

    [Fact]
    public void An_upload_that_has_begun_is_let_finish()
    {
        var change = NoticeSamples.Change(Now) with { Products = ["formidling"], Brownouts = [new(AltinnEnvironment.Test, Now, Now.AddMinutes(5))] };
        var board = Board(change);

        bool Refused(string operation) => board.Find(Catalogue.Find(operation).ShouldNotBeNull())?.BrownoutAt(Now) is not null;
        Refused("formidling.tus.create").ShouldBeTrue();
        Refused("formidling.filetransfers.upload").ShouldBeTrue();
        Refused("formidling.tus.append").ShouldBeFalse();
        Refused("formidling.tus.offset").ShouldBeFalse();
    }

    [Fact]
    public void While_a_catalogue_is_being_replaced_operations_of_the_one_before_are_found_by_their_id()
    {
        var board = Board(NoticeSamples.Change(Now, "dialogporten.dialogs.get"));
        var get = Catalogue.Find("dialogporten.dialogs.get").ShouldNotBeNull();

        board.Find(get with { Ordinal = 0 }).ShouldNotBeNull();
        board.Find(get with { Ordinal = 10_000 }).ShouldNotBeNull();
        board.Find(get with { Id = "dialogporten.of.old" }).ShouldBeNull();
        board.Find(Catalogue.Find("dialogporten.dialogs.search").ShouldNotBeNull() with { Ordinal = get.Ordinal }).ShouldBeNull();
    }

    private static List<string> About(NoticePicture notice)
    {
        var board = Board(notice);
        return [.. Catalogue.Operations.Where(operation => board.Find(operation) is not null).Select(operation => operation.Id)];
    }

    private static NoticeBoard Board(params NoticePicture[] notices) => NoticeBoard.Of(RegistryPicture.Empty.Telling(notices), Catalogue, AltinnEnvironment.Test);
}
