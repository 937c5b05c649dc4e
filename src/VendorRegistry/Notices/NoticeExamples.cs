using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>The example notice after each move, for the description: made by the moves themselves.</summary>
internal static class NoticeExamples
{
    private static readonly DateTimeOffset Late = NoticeView.Example.StartsAt.GetValueOrDefault().AddDays(2);

    private static readonly NoticeView Base = NoticeView.Example;

    public static NoticeView Approved { get; } = Base with
    {
        EmergencyGround = EmergencyGround.CriticalFault,
        GroundReason = "En feil gir tilgang til andres dialoger.",
        StartsAt = Examples.At.AddDays(3),
        ApprovedBy = "operator-2",
        ApprovedAt = Examples.At.AddHours(1),
        Brownouts = [],
    };

    public static NoticeView Scheduled { get; } = NoticeView.After(Schedule);

    public static NoticeView Published { get; } = NoticeView.After(Publish);

    public static NoticeView Amended { get; } = NoticeView.After(Publish, Amend);

    public static NoticeView Updated { get; } = NoticeView.After(Publish, Amend, Update);

    public static NoticeView BrownoutAdded { get; } = NoticeView.After(Publish, Amend, Update, Add);

    public static NoticeView OneCalledOff { get; } = NoticeView.After(Publish, Amend, Update, Add, notice => Off(notice, 1));

    public static NoticeView CalledOff { get; } = NoticeView.After(Publish, Amend, Update, Add, notice => Off(notice, 1), notice => Off(notice, null));

    public static NoticeView Completed { get; } = NoticeView.After(Publish, notice => notice.Complete(End, Late));

    public static NoticeView Withdrawn { get; } = NoticeView.After(
        Publish, Amend, Update, Add, notice => Off(notice, 1), notice => Off(notice, null), notice => notice.Withdraw(End, Examples.At.AddHours(9)));

    /// <summary>The notice itself, public.</summary>
    public static Notice Standing { get; } = StandingNotice();

    private static Notice StandingNotice()
    {
        var notice = NoticeView.Drafted();
        Publish(notice);
        return notice;
    }

    private static Pictures.NoticeText End => NoticeInput.Required(new Input(), "text", NoticeEnd.Example.Text);

    private static Refusal? Schedule(Notice notice) => notice.Schedule(NoticeSchedule.Example.PublishAt.GetValueOrDefault(), isCritical: false, Examples.At.AddMinutes(5));

    private static Refusal? Publish(Notice notice) => notice.Publish(isCritical: false, Examples.At.AddMinutes(10));

    private static Refusal? Amend(Notice notice)
    {
        var (input, amended) = (new Input(), NoticeAmendment.Example);
        return amended.Notice is { } body
            ? notice.Amend(NoticeInput.Read(body, input, new RegistryOptions()), NoticeInput.Required(input, "what", amended.What), isCritical: false, Examples.At.AddHours(5))
            : null;
    }

    private static Refusal? Update(Notice notice)
        => notice.Update(NoticePhase.Monitoring, NoticeInput.Required(new Input(), "text", NoticeUpdateOrder.Example.Text), Examples.At.AddHours(6));

    private static Refusal? Add(Notice notice) => notice.AddBrownout(NoticeInput.Brownout(new Input(), "", BrownoutOrder.Example), Examples.At.AddHours(7));

    private static Refusal? Off(Notice notice, long? number)
    {
        notice.CallOff(number, Examples.At.AddHours(8));
        return null;
    }
}
