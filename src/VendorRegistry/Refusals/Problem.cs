namespace Digdir.Altinn.VendorRegistry.Refusals;

/// <summary>A text for people, in both languages.</summary>
/// <param name="Nb">Norwegian bokmål.</param>
/// <param name="En">English.</param>
public readonly record struct Text(string Nb, string En)
{
    /// <summary>The text in the language.</summary>
    public string In(Language language) => language == Language.English ? En : Nb;
}

/// <summary>The languages that texts come in.</summary>
public enum Language
{
    /// <summary>Norwegian bokmål: what callers get who state no preference.</summary>
    Norwegian = 0,

    /// <summary>English.</summary>
    English = 1,
}

/// <summary>
/// One way to be refused (RFC 9457). Values live in one <c>Problems</c> list per project; the code never changes its meaning and is never reused.
/// </summary>
/// <param name="Code">Stable machine code, for example <c>GWY-00001</c>; also the last segment of the type URI.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">What is wrong, in a few words. The same for every occurrence.</param>
/// <param name="Remedy">What the caller is to do about it.</param>
/// <param name="Clause">The clause of the terms for vendors it rests on, if any, for example <c>1.2.4</c>.</param>
/// <param name="Type">A registered problem type URI when there is one; otherwise null and ours is made from the code.</param>
public sealed record Problem(string Code, int Status, Text Title, Text Remedy, string? Clause = null, string? Type = null);
