using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>Brownouts in the admin API. Calling off needs no tag and no body and is safe to repeat: whoever does it is in a hurry.</summary>
internal static class BrownoutsApi
{
    public static void Map(RouteGroupBuilder notices)
    {
        notices.MapPost("/{id:guid}/brownouts", AddAsync).WithSummary("Plan a brownout; of a public notice it is told at once").RequireAuthorization(OperatorRoles.MayWork)
            .WithMetadata(NeedsPrecondition.Mark, new Shows(Answer: NoticeExamples.BrownoutAdded));
        notices.MapPost("/{id:guid}/brownouts/call-off", CallOffAllAsync).WithSummary("Call off every brownout now, also the one that is going on").RequireAuthorization(OperatorRoles.MayWork)
            .WithMetadata(new Shows(Answer: NoticeExamples.CalledOff));
        notices.MapPost("/{id:guid}/brownouts/{number:long}/call-off", CallOffAsync).WithSummary("Call off one brownout, and those in production that it was to try out").RequireAuthorization(OperatorRoles.MayWork)
            .WithMetadata(new Shows(Answer: NoticeExamples.OneCalledOff));
    }

    private static Task<Results<Ok<NoticeView>, Refused>> AddAsync(Guid id, BrownoutOrder body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var input = new Input();
        var plan = NoticeInput.Brownout(input, "", body);
        if (input.Refusal is { } bad)
        {
            return Task.FromResult<Results<Ok<NoticeView>, Refused>>(new Refused(bad));
        }

        return NoticesApi.MoveAsync(id, "notices.brownout", context, registry, (notice, change) => Task.FromResult(
            Precondition.Check(context, notice.Revision) ?? notice.AddBrownout(plan, change.Now) ?? Told(change, notice)), cancellation);
    }

    private static Task<Results<Ok<NoticeView>, Refused>> CallOffAllAsync(Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
        => OffAsync(id, number: null, context, registry, cancellation);

    private static Task<Results<Ok<NoticeView>, Refused>> CallOffAsync(Guid id, long number, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
        => OffAsync(id, number, context, registry, cancellation);

    private static Task<Results<Ok<NoticeView>, Refused>> OffAsync(Guid id, long? number, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
        => NoticesApi.MoveAsync(id, "notices.callOff", context, registry, (notice, change) => Task.FromResult(
            number is not null && notice.Brownouts.All(brownout => brownout.Number != number) ? Refusal.FromProblem(Problems.NotFound)
            : notice.CallOff(number, change.Now) ? Told(change, notice) : null), cancellation);

    private static Refusal? Told(RegistryChange change, Notice notice) => notice.Stands ? NoticeMovesApi.Told(change, AnnouncementKinds.NoticeAmended, notice) : null;
}
