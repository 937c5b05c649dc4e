using Digdir.Altinn.Gateway.Notices;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Policies;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.Gateway.Policies;

/// <summary>
/// Breaking changes (terms 3.1.2): what a notice has removed is gone, and during its brownouts it is refused as if it were. After the vendor is known, so that
/// the count of who still calls what is gone names them; before forwarding, so that nothing is half done.
/// </summary>
internal sealed class NoticesPolicy(NoticeLinks links, RetrySpread spread) : Policy
{
    public override string Name => PolicyNames.Notices;

    public override Refusal? Find(Call call, AltinnEnvironment environment, DateTimeOffset now)
    {
        if (call.Notices is not { } notices)
        {
            return null;
        }

        if (notices.RemovedBy(now) is { } removed)
        {
            return new Refusal(Problems.OperationRemoved) { Detail = TitleOf(removed), Members = MembersOf(removed) };
        }

        // Brownouts are for vendors' programs: a person at the portal can do nothing about a call that is to go.
        if (notices.BrownoutAt(now) is not { } brownout || call.Token is { Form: Catalogue.TokenForms.PortalSession })
        {
            return null;
        }

        var members = MembersOf(brownout.Notice);
        members["until"] = brownout.Until;
        return new Refusal(Problems.Brownout) { Detail = TitleOf(brownout.Notice), RetryAfterSeconds = RetrySpread.SecondsUntil(brownout.Until, now), Members = members };
    }

    public override Refusal Answer(HttpContext context, Refusal refusal) => spread.Over(refusal);

    private static Text TitleOf(NoticePicture notice) => new(notice.Title.Nb, notice.Title.En);

    private Dictionary<string, object?> MembersOf(NoticePicture notice)
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["notice"] = notice.Id,
            ["link"] = links.AddressOf(notice),
            ["effective"] = notice.StartsAt,
        };
        if (links.SuccessorOf(notice) is { } successor)
        {
            members["successor"] = successor;
        }

        return members;
    }
}
