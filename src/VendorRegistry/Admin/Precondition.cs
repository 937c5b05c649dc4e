using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.AspNetCore.Http;

namespace Digdir.Altinn.VendorRegistry.Admin;

/// <summary>Marks an endpoint that changes what is there only when the caller has seen it (If-Match, RFC 9110 and 6585).</summary>
internal sealed class NeedsPrecondition
{
    public static NeedsPrecondition Mark { get; } = new();
}

/// <summary>Entity tags: the revision of a row, in quotes.</summary>
internal static class Precondition
{
    public static string TagOf(IRevised row) => TagOf(row.Revision);

    public static string TagOf(long revision) => $"\"{revision}\"";

    /// <summary>Tells the caller the tag to send back.</summary>
    public static void SetTag(HttpContext context, long revision) => context.Response.Headers.ETag = TagOf(revision);

    /// <summary>Why the request may not change a row at this revision, or null when it may.</summary>
    public static Refusal? Check(HttpContext context, long revision)
    {
        var tags = context.Request.GetTypedHeaders().IfMatch;
        foreach (var tag in tags)
        {
            if (tag.Tag == "*" || (!tag.IsWeak && tag.Tag == TagOf(revision)))
            {
                return null;
            }
        }

        return new Refusal(Problems.Stale)
        {
            Members = new Dictionary<string, object?>(StringComparer.Ordinal) { ["currentETag"] = TagOf(revision) },
        };
    }
}
