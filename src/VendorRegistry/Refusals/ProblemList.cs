using System.Reflection;

namespace Digdir.Altinn.VendorRegistry.Refusals;

/// <summary>One project's problems, for the pages that describe them. Registered once per list.</summary>
/// <param name="Problems">The problems.</param>
public sealed record ProblemList(IReadOnlyList<Problem> Problems)
{
    /// <summary>The problems that stand as static fields in a class: there is one such class per project.</summary>
    public static ProblemList Of(Type list)
        => new([.. list.GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => field.GetValue(null)).OfType<Problem>()]);
}
