using System.Security.Cryptography;
using System.Text;

namespace Digdir.Altinn.VendorRegistry.Storage;

/// <summary>
/// Marks a column whose content is to be gone when the row's time is over. The audit log is never erased, so it keeps the content's SHA-256 instead: while the
/// row is there it can be held against it, and afterwards nothing of it is left.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LapsingAttribute : Attribute
{
    /// <summary>What the audit log keeps instead of a text.</summary>
    public static string DigestOf(string text) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
