using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.SelfService;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Vendors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Contacts;

/// <summary>Contact points: a vendor keeps its own (terms 1.2.7), the servicedesk can help. Both come through the same doors behind the address.</summary>
internal static class ContactsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var contacts = api.MapGroup("/vendors/{vendor}/contacts").WithTags("Contacts");
        contacts.MapGet("/", ListAsync).WithSummary("List a vendor's contact points").RequireAuthorization(OperatorRoles.MayRead);
        contacts.MapPost("/", MakeAsync).WithSummary("Add a contact point").RequireAuthorization(OperatorRoles.MayWork);
        contacts.MapGet("/{id:guid}", GetAsync).WithSummary("Get a contact point").RequireAuthorization(OperatorRoles.MayRead);
        contacts.MapPut("/{id:guid}", ChangeAsync).WithSummary("Change a contact point").RequireAuthorization(OperatorRoles.MayWork).WithMetadata(NeedsPrecondition.Mark);
        contacts.MapDelete("/{id:guid}", RemoveAsync).WithSummary("Remove a contact point").RequireAuthorization(OperatorRoles.MayWork).WithMetadata(NeedsPrecondition.Mark);
    }

    public static void MapOwn(RouteGroupBuilder api)
    {
        var contacts = api.MapGroup("/contacts").WithTags("Contacts");
        contacts.MapGet("/", (HttpContext context, RegistryChanges registry, CancellationToken cancellation, string? cursor = null, int? limit = null)
            => ListAsync(Own(context), registry, cancellation, cursor, limit)).WithSummary("Where you are told things");
        contacts.MapPost("/", (ContactFields body, HttpContext context, RegistryChanges registry, IOptions<RegistryOptions> options, CancellationToken cancellation)
            => MakeAsync(Own(context), body, context, registry, options, cancellation)).WithSummary("Add a contact point");
        contacts.MapGet("/{id:guid}", (Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
            => GetAsync(Own(context), id, context, registry, cancellation)).WithSummary("Get a contact point");
        contacts.MapPut("/{id:guid}", (Guid id, ContactFields body, HttpContext context, RegistryChanges registry, IOptions<RegistryOptions> options, CancellationToken cancellation)
            => ChangeAsync(Own(context), id, body, context, registry, options, cancellation)).WithSummary("Change a contact point").WithMetadata(NeedsPrecondition.Mark);
        contacts.MapDelete("/{id:guid}", (Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
            => RemoveAsync(Own(context), id, context, registry, cancellation)).WithSummary("Remove a contact point").WithMetadata(NeedsPrecondition.Mark);
    }

    private static string Own(HttpContext context) => VendorLogin.Of(context).Vendor.ToString();

    /// <summary>A vendor's own address names no vendor.</summary>
    private static bool IsOwn(HttpContext context) => context.Features.Get<VendorLogin>() is not null;

    private static string ActorOf(HttpContext context) => IsOwn(context) ? VendorLogin.Of(context).Actor : OperatorOf.Actor(context);

    private static async Task<Results<Ok<Page<ContactView>>, Refused>> ListAsync(
        string vendor, RegistryChanges registry, CancellationToken cancellation, string? cursor = null, int? limit = null)
    {
        if (PageRequest.TryRead(cursor, limit, out var page) is { } bad)
        {
            return new Refused(bad);
        }

        if (PagePlace<Guid>.TryRead(page, out var place) is { } unread)
        {
            return new Refused(unread);
        }

        if (!await VendorRoute.ExistsAsync(registry.Db, vendor, cancellation))
        {
            return new Refused(Problems.NotFound);
        }

        var query = registry.Db.Contacts.AsNoTracking().Where(row => row.Vendor == vendor);
        if (place is { } after)
        {
            query = query.Where(row => row.MadeAt > after.At || (row.MadeAt == after.At && row.Id.CompareTo(after.Id) > 0));
        }

        var rows = await query.OrderBy(row => row.MadeAt).ThenBy(row => row.Id).Take(page.Limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(page.Of(rows, ContactView.Of, row => PagePlace.Of(row.MadeAt, row.Id)));
    }

    private static async Task<Results<Ok<ContactView>, Refused>> GetAsync(string vendor, Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        if (await FindAsync(registry.Db, vendor, id, cancellation) is not { } found)
        {
            return new Refused(Problems.NotFound);
        }

        Precondition.SetTag(context, found.Revision);
        return TypedResults.Ok(ContactView.Of(found));
    }

    private static async Task<Results<Created<ContactView>, Refused>> MakeAsync(
        string vendor, ContactFields body, HttpContext context, RegistryChanges registry, IOptions<RegistryOptions> options, CancellationToken cancellation)
    {
        if (body.TryRead(out var stated) is { } bad)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(ActorOf(context), "contacts.add", cancellation);
        if (!await VendorRoute.ExistsAsync(change.Db, vendor, cancellation))
        {
            return new Refused(Problems.NotFound);
        }

        if (await change.Db.Contacts.AnyAsync(row => row.Vendor == vendor && row.Address == stated.Address, cancellation))
        {
            return new Refused(Problems.AlreadyExists);
        }

        if (await change.Db.Contacts.CountAsync(row => row.Vendor == vendor, cancellation) >= ContactPoint.PerVendor)
        {
            return new Refused(new Refusal(Problems.MoveNotAllowed)
            {
                Detail = new($"En leverandør kan ha {ContactPoint.PerVendor} varslingspunkter.", $"A vendor can have {ContactPoint.PerVendor} contact points."),
            });
        }

        var contact = new ContactPoint { Id = Guid.CreateVersion7(change.Now), Vendor = vendor, MadeAt = change.Now };
        contact.State(stated, References.KeyedHash(stated.Address, options.Value.ReferenceKey));
        change.Db.Contacts.Add(contact);
        await registry.CommitAsync(change);
        Precondition.SetTag(context, contact.Revision);
        var path = IsOwn(context) ? $"{VendorApi.Prefix}/contacts" : $"{AdminApi.Prefix}/vendors/{vendor}/contacts";
        return TypedResults.Created($"{path}/{contact.Id}", ContactView.Of(contact));
    }

    private static async Task<Results<Ok<ContactView>, Refused>> ChangeAsync(
        string vendor, Guid id, ContactFields body, HttpContext context, RegistryChanges registry, IOptions<RegistryOptions> options, CancellationToken cancellation)
    {
        if (body.TryRead(out var stated) is { } bad)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(ActorOf(context), "contacts.change", cancellation);
        if (await FindAsync(change.Db, vendor, id, cancellation) is not { } found)
        {
            return new Refused(Problems.NotFound);
        }

        if (Precondition.Check(context, found.Revision) is { } stale)
        {
            return new Refused(stale);
        }

        if (await change.Db.Contacts.AnyAsync(row => row.Vendor == vendor && row.Address == stated.Address && row.Id != id, cancellation))
        {
            return new Refused(Problems.AlreadyExists);
        }

        found.State(stated, References.KeyedHash(stated.Address, options.Value.ReferenceKey));
        await registry.CommitAsync(change);
        Precondition.SetTag(context, found.Revision);
        return TypedResults.Ok(ContactView.Of(found));
    }

    private static async Task<Results<NoContent, Refused>> RemoveAsync(string vendor, Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        await using var change = await registry.BeginAsync(ActorOf(context), "contacts.remove", cancellation);
        if (await FindAsync(change.Db, vendor, id, cancellation) is not { } found)
        {
            return new Refused(Problems.NotFound);
        }

        if (Precondition.Check(context, found.Revision) is { } stale)
        {
            return new Refused(stale);
        }

        change.Db.Contacts.Remove(found);
        await registry.CommitAsync(change);
        return TypedResults.NoContent();
    }

    private static Task<ContactPoint?> FindAsync(RegistryDb db, string vendor, Guid id, CancellationToken cancellation)
        => db.Contacts.SingleOrDefaultAsync(row => row.Id == id && row.Vendor == vendor, cancellation);
}

/// <summary>A contact point to add, or what is to become of one (terms 1.2.7).</summary>
/// <param name="Kind">What it is for; <c>general</c> when left out.</param>
/// <param name="Address">An e-mail address that the vendor has once. Prefer a shared mailbox to a person's.</param>
/// <param name="Language">The language to write in; <c>nb</c> when left out.</param>
/// <param name="Function">The function behind the address, at most 100 characters. Write no person's name.</param>
/// <param name="Topics">The topics it wants to hear of; all, those of later versions too, when left out or empty.</param>
internal sealed record ContactFields(ContactKind? Kind, string? Address, ContactLanguage? Language, string? Function, IReadOnlyList<string>? Topics) : IExample<ContactFields>
{
    private const int LongestFunction = 100;

    public static ContactFields Example { get; } = new(ContactKind.Technical, "drift@example.no", ContactLanguage.Nb, "Driftsvakt", ["notices", "holds"]);

    /// <summary>What is wrong, or null and what was stated.</summary>
    public Refusal? TryRead(out ContactStatement stated)
    {
        var input = new Input();
        if (!EmailAddress.TryRead(Address?.Trim(), out var address))
        {
            input.Wrong("address", "Må være én e-postadresse, uten navn, med bokstavene a–z.", "Must be one e-mail address, without a name, in the letters a-z.");
        }

        var function = string.IsNullOrWhiteSpace(Function) ? null : input.Text("function", Function, LongestFunction);
        foreach (var topic in Topics ?? [])
        {
            if (!AnnouncementKinds.Topics.Contains(topic, StringComparer.Ordinal))
            {
                var known = string.Join(", ", AnnouncementKinds.Topics);
                input.Wrong("topics", $"Ukjent tema. Kjente: {known}.", $"Unknown topic. Known: {known}.");
            }
        }

        var kind = Kind is null ? ContactKind.General : input.Choice("kind", Kind);
        var language = Language is null ? ContactLanguage.Nb : input.Choice("language", Language);
        stated = new ContactStatement(kind, address, language, function, [.. (Topics ?? []).Distinct(StringComparer.Ordinal)]);
        return input.Refusal;
    }
}

/// <summary>A contact point. Without topics it hears of all.</summary>
internal sealed record ContactView(
    Guid Id, ContactKind Kind, string Address, ContactLanguage Language, string? Function, IReadOnlyList<string> Topics, DateTimeOffset MadeAt, DateTimeOffset? VerifiedAt)
    : IExample<ContactView>
{
    public static ContactView Example { get; } = new(
        Examples.Id, ContactKind.Technical, "drift@example.no", ContactLanguage.Nb, "Driftsvakt", ["notices", "holds"], Examples.At, VerifiedAt: null);

    public static ContactView Of(ContactPoint row) => new(row.Id, row.Kind, row.Address, row.Language, row.Function, row.WantedTopics, row.MadeAt, row.VerifiedAt);
}
