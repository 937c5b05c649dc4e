using System.Globalization;
using System.Text;
using Digdir.Altinn.Gateway.Throttling;
using Digdir.Altinn.Grains.Conduct;

namespace Digdir.Altinn.Gateway.Levels;

/// <summary>
/// The field <c>Altinn-Avoidable-Calls</c> on answers to reads: a structured Item (RFC 9651), an Integer, the avoidable calls a day at the rate of the last
/// hours. Its parameters: <c>group</c>, product and class of reads; <c>calls</c>, all calls of the last 24 hours; <c>penalty</c>; <c>level</c>, 0 to 4; and
/// <c>shadow</c> where the level is only what it would be. Of the vendor as a whole; figures may be a minute old. Pure.
/// </summary>
internal static class AvoidableCallsField
{
    public const string Name = "Altinn-Avoidable-Calls";

    /// <summary>The field's value.</summary>
    public static string Of(GroupView view)
    {
        var field = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{(long)Math.Round(Math.Clamp(view.ExcessPerDay, 0, 999_999_999))};group=");
#pragma warning disable CA1308 // Field values are lower case throughout.
        field.AppendString($"{view.Group.Product}/{view.Group.Class.ToString().ToLowerInvariant()}")
#pragma warning restore CA1308
            .AppendParameter("calls", view.Calls)
            .Append(CultureInfo.InvariantCulture, $";penalty={Math.Clamp(view.Penalty, 0, 999_999_999):F1}")
            .AppendParameter("level", (int)view.Level);
        return view.Mode == ConductMode.Enforce ? field.ToString() : field.Append(";shadow").ToString();
    }
}
