using System.Collections.Frozen;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Notices;
using Digdir.Altinn.Gateway.Policies;
using Digdir.Altinn.Gateway.Tokens;
using Digdir.Altinn.Gateway.Vendors;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Gateway.Tests.Notices;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Policies;

public sealed class PoliciesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly VendorId Vendor = VendorId.Parse("991825827");
    private static readonly OrganisationNumber Customer = OrganisationNumber.Parse("310923044");

    private static readonly Operation Search = new()
    {
        Id = "melding.correspondences.list",
        Product = new Product { Id = "melding", NameNb = "Melding", NameEn = "Correspondence" },
        Method = "GET",
        Path = "/correspondence/api/v1/correspondence",
        Kind = OperationKind.List,
        Tokens = TokenForms.AnyMaskinporten | TokenForms.AltinnExchanged,
        Scopes = ["altinn:correspondence.read", "altinn:correspondence.write"],
        EventAlternatives = ["no.altinn.correspondence.correspondencepublished"],
    };

    private static readonly VendorPicture Good = new()
    {
        Id = Vendor,
        Name = "Testleverandør AS",
        Integrations = [new IntegrationPicture("melding", AltinnEnvironment.Test, null)],
        Acceptances = [new AcceptancePicture("003", Now.AddYears(-1))],
    };

    private static readonly Challenges Challenges = new(new ResourceAddress(new ConfigurationBuilder().Build()));

    private static readonly NoticeLinks Links = new(new ConfigurationBuilder().Build());
    private static readonly RetrySpread Spread = new(Options.Create(new NoticesOptions()));

    private static readonly RegistryPicture Registry = new()
    {
        Version = 1,
        Vendors = new Dictionary<VendorId, VendorPicture> { [Vendor] = Good }.ToFrozenDictionary(),
        Terms = [new TermsPicture("003", Now.AddYears(-2), Now.AddYears(-1))],
    };

    [Fact]
    public void A_vendor_in_good_standing_is_let_through_by_every_policy()
    {
        Policy[] all = [new MaintenancePolicy(Links, Spread), new NoticesPolicy(Links, Spread), new RegistrationPolicy(), new TermsPolicy(), new HoldsPolicy(), new PurposePolicy(), new EnvironmentPolicy(), new ScopesPolicy(Challenges), new InterfacePolicy()];

        all.Select(policy => Find(policy, NewCall())).ShouldAllBe(refusal => refusal == null);
    }

    [Theory]
    [InlineData("melding", true)]
    [InlineData(null, true)]
    [InlineData("events", false)]
    public void Maintenance_refuses_its_product_with_the_time_to_come_back(string? product, bool refused)
    {
        var registry = Registry with { Maintenance = [new MaintenancePicture(Guid.NewGuid(), AltinnEnvironment.Test, product, Now.AddMinutes(-1), Now.AddSeconds(90.2), "Bytter disk", "Changing a disk")] };

        var refusal = Find(new MaintenancePolicy(Links, Spread), NewCall(registry: registry));

        (refusal is not null).ShouldBe(refused);
        if (refusal is not null)
        {
            refusal.Problem.Status.ShouldBe(503);
            refusal.RetryAfterSeconds.ShouldBe(91, "rounded up: never earlier than the planned end");
        }
    }

    [Fact]
    public void Maintenance_that_was_switched_on_names_its_notice_once_that_is_public()
    {
        var notice = NoticeSamples.Work(Now, "melding");
        var registry = Registry with { Maintenance = [new MaintenancePicture(Guid.NewGuid(), AltinnEnvironment.Test, "melding", Now, null, "Bytter disk", "Changing a disk", notice.Id)] };

        Find(new MaintenancePolicy(Links, Spread), NewCall(registry: registry)).ShouldNotBeNull().Members.ShouldNotBeNull().Keys.ShouldBe(["maintenance", "until"]);
        var members = Find(new MaintenancePolicy(Links, Spread), NewCall(registry: registry.Telling(notice))).ShouldNotBeNull().Members.ShouldNotBeNull();
        members["notice"].ShouldBe(notice.Id);
        members["link"].ShouldBe(Links.AddressOf(notice));
    }

    [Fact]
    public void Maintenance_that_is_over_not_begun_or_elsewhere_lets_through()
    {
        var registry = Registry with
        {
            Maintenance =
            [
                new MaintenancePicture(Guid.NewGuid(), AltinnEnvironment.Test, null, Now.AddHours(-2), Now, "", ""),
                new MaintenancePicture(Guid.NewGuid(), AltinnEnvironment.Test, null, Now.AddTicks(1), null, "", ""),
                new MaintenancePicture(Guid.NewGuid(), AltinnEnvironment.Production, null, Now.AddHours(-2), null, "", ""),
            ],
        };

        Find(new MaintenancePolicy(Links, Spread), NewCall(registry: registry)).ShouldBeNull();
    }

    [Fact]
    public void An_unregistered_vendor_is_refused()
        => Find(new RegistrationPolicy(), NewCall(unregistered: true)).ShouldNotBeNull().Problem.ShouldBe(Problems.VendorNotRegistered);

    [Fact]
    public void A_person_in_Altinns_own_pages_is_no_vendor_to_be_registered()
        => Find(new RegistrationPolicy(), NewCall(caller: new Caller { Vendor = null, PersonKey = 7 }, unregistered: true)).ShouldBeNull();

    [Fact]
    public void Terms_that_are_due_and_not_accepted_refuse()
    {
        var refusal = Find(new TermsPolicy(), NewCall(vendor: Good with { Acceptances = [] })).ShouldNotBeNull();

        refusal.Problem.ShouldBe(Problems.TermsNotAccepted);
        refusal.Members.ShouldNotBeNull()["terms"].ShouldBe("003");
    }

    [Fact]
    public void New_terms_refuse_only_once_their_acceptance_is_due()
    {
        var coming = Registry with { Terms = [.. Registry.Terms, new TermsPicture("004", Now, Now.AddDays(1))] };
        var due = Registry with { Terms = [.. Registry.Terms, new TermsPicture("004", Now.AddDays(-60), Now)] };

        Find(new TermsPolicy(), NewCall(registry: coming)).ShouldBeNull();
        Find(new TermsPolicy(), NewCall(registry: due)).ShouldNotBeNull();
        Find(new TermsPolicy(), NewCall(registry: due, vendor: Good with { Acceptances = [new AcceptancePicture("004", Now)] })).ShouldBeNull();
    }

    public static TheoryData<string, bool> HoldScopes => new()
    {
        { "vendor", true },
        { "system", true },
        { "client", true },
        { "customer", true },
        { "product", true },
        { "environment", true },
        { "other system", false },
        { "other client", false },
        { "other customer", false },
        { "other product", false },
        { "other environment", false },
        { "lapsed", false },
        { "to come", false },
        { "system and other product", false },
    };

    [Theory]
    [MemberData(nameof(HoldScopes))]
    public void A_hold_refuses_what_its_scope_covers_and_nothing_else(string scope, bool refused)
    {
        var whole = new HoldPicture(Guid.NewGuid(), "incident", "1.2.8", null, null, null, null, null, null) { From = Now };
        var hold = scope switch
        {
            "vendor" => whole,
            "system" => whole with { System = "991825827_regnskap-pro" },
            "client" => whole with { Client = "client-1" },
            "customer" => whole with { Customer = Customer },
            "product" => whole with { Product = "melding" },
            "environment" => whole with { Environment = AltinnEnvironment.Test },
            "other system" => whole with { System = "991825827_lonn" },
            "other client" => whole with { Client = "client-2" },
            "other customer" => whole with { Customer = Vendor.Organisation },
            "other product" => whole with { Product = "events" },
            "other environment" => whole with { Environment = AltinnEnvironment.Production },
            "lapsed" => whole with { Until = Now },
            "to come" => whole with { From = Now.AddTicks(1) },
            _ => whole with { System = "991825827_regnskap-pro", Product = "events" },
        };

        var refusal = Find(new HoldsPolicy(), NewCall(vendor: Good with { Holds = [hold] }));

        (refusal is not null).ShouldBe(refused);
        if (refusal is not null)
        {
            refusal.Problem.Code.ShouldBe("GWY-00013");
            refusal.Problem.Clause.ShouldBe("1.2.8");
            refusal.Members.ShouldNotBeNull()["hold"].ShouldBe(hold.Id);
        }
    }

    [Fact]
    public void Of_several_holds_the_one_that_outlasts_the_others_is_named()
    {
        var brief = new HoldPicture(Guid.NewGuid(), "incident", null, Now.AddHours(1), null, null, null, null, null) { From = Now };
        var lasting = brief with { Id = Guid.NewGuid(), Until = null };

        Find(new HoldsPolicy(), NewCall(vendor: Good with { Holds = [brief, lasting, brief] })).ShouldNotBeNull().Members.ShouldNotBeNull()["hold"].ShouldBe(lasting.Id);
    }

    [Fact]
    public void A_product_never_stated_is_outside_the_purpose()
    {
        var call = NewCall(vendor: Good with { Integrations = [new IntegrationPicture("events", AltinnEnvironment.Test, null)] });

        Find(new PurposePolicy(), call).ShouldNotBeNull().Problem.ShouldBe(Problems.ProductNotStated);
        Find(new EnvironmentPolicy(), call).ShouldBeNull("the purpose policy has said it already");
    }

    [Fact]
    public void A_product_stated_for_another_environment_is_not_open_here()
    {
        var call = NewCall(vendor: Good with { Integrations = [new IntegrationPicture("melding", AltinnEnvironment.Production, null)] });

        Find(new PurposePolicy(), call).ShouldBeNull();
        Find(new EnvironmentPolicy(), call).ShouldNotBeNull().Problem.ShouldBe(Problems.EnvironmentNotOpen);
    }

    [Theory]
    [InlineData("991825827_regnskap-pro", false)]
    [InlineData("991825827_lonn", true)]
    public void An_integration_for_one_system_covers_no_other(string system, bool refused)
        => (Find(new PurposePolicy(), NewCall(vendor: Good with { Integrations = [new IntegrationPicture("melding", AltinnEnvironment.Test, system)] })) is not null).ShouldBe(refused);

    [Theory]
    [InlineData("altinn:correspondence.read", false)]
    [InlineData("altinn:correspondence.write other", false)]
    [InlineData("altinn:correspondence", true)]
    [InlineData("", true)]
    public void One_of_the_operations_scopes_is_needed(string scopes, bool refused)
    {
        var refusal = Find(new ScopesPolicy(Challenges), NewCall(scopes: scopes));

        (refusal is not null).ShouldBe(refused);
        refusal?.Members?["scopes"].ShouldBe(new[] { "altinn:correspondence.read", "altinn:correspondence.write" });
    }

    [Fact]
    public void A_raw_Maskinporten_token_needs_the_further_scope_where_the_product_asks_for_it()
    {
        var send = Search with { MaskinportenScopes = ["altinn:serviceowner"] };

        Find(new ScopesPolicy(Challenges), NewCall(operation: send)).ShouldNotBeNull().Members?["scopes"].ShouldBe(new[] { "altinn:serviceowner" });
        Find(new ScopesPolicy(Challenges), NewCall(operation: send, form: TokenForms.AltinnFromMaskinporten)).ShouldBeNull();
        Find(new ScopesPolicy(Challenges), NewCall(operation: send, scopes: "altinn:correspondence.write altinn:serviceowner")).ShouldBeNull();
    }

    [Fact]
    public void Listing_messages_through_Melding_is_the_wrong_interface_for_all_but_service_owners()
    {
        var list = Search with { WrongInterface = true };
        var owner = new Caller { Vendor = Vendor, IsServiceOwner = true };

        var refusal = Find(new InterfacePolicy(), NewCall(operation: list)).ShouldNotBeNull();
        refusal.Problem.Clause.ShouldBe("2.2");
        Find(new InterfacePolicy(), NewCall(operation: list, caller: owner)).ShouldBeNull();
    }

    private static Refusal? Find(Policy policy, Call call) => policy.Find(call, AltinnEnvironment.Test, Now);

    private static Call NewCall(
        RegistryPicture? registry = null, VendorPicture? vendor = null, Operation? operation = null, Caller? caller = null, string? scopes = null,
        TokenForms form = TokenForms.MaskinportenSystemUser, bool unregistered = false)
        => new(operation ?? Search, registry ?? Registry)
        {
            Vendor = unregistered ? null : vendor ?? Good,
            Token = new ValidatedToken
            {
                Form = form,
                Caller = caller ?? new Caller { Vendor = Vendor, System = "991825827_regnskap-pro", Client = "client-1", Customer = Customer },
                Scopes = (scopes ?? "altinn:correspondence.read").Split(' ').ToFrozenSet(),
                Expires = Now.AddMinutes(2),
            },
        };
}
