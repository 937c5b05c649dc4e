using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;

namespace Digdir.Altinn.VendorRegistry.Operators;

/// <summary>The roles of operators, and the named rules about who may do what. Every endpoint of the admin API names one of the rules.</summary>
internal static class OperatorRoles
{
    public const string Reader = "reader";
    public const string Caseworker = "caseworker";
    public const string Approver = "approver";
    public const string Auditor = "auditor";

    /// <summary>See the register: every role.</summary>
    public const string MayRead = "registry.read";

    /// <summary>Work on vendors: register, import, put and lift holds, announce maintenance.</summary>
    public const string MayWork = "registry.work";

    /// <summary>Decide what concerns all vendors or costs the platform: terms, policy modes, plans.</summary>
    public const string MayDecide = "registry.decide";

    /// <summary>Read and verify the audit log.</summary>
    public const string MayAudit = "registry.audit";

    /// <summary>The scheme of operators' tokens; named, and never the default, so that it looks at no vendor's token.</summary>
    public const string Scheme = "Operator";

    /// <summary>The claim type that our roles are kept under once read.</summary>
    public const string RoleType = "digdir:role";

    /// <summary>The claim type that the operator's id is kept under once read.</summary>
    public const string ActorType = "digdir:actor";

    public static IReadOnlyList<string> All { get; } = [Reader, Caseworker, Approver, Auditor];

    /// <summary>Which roles each rule lets through.</summary>
    public static IReadOnlyDictionary<string, string[]> Rules { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        [MayRead] = [Reader, Caseworker, Approver, Auditor],
        [MayWork] = [Caseworker, Approver],
        [MayDecide] = [Approver],
        [MayAudit] = [Auditor],
    };

    public static void AddRules(AuthorizationOptions options)
    {
        foreach (var (name, roles) in Rules)
        {
            options.AddPolicy(name, policy => policy.AddAuthenticationSchemes(Scheme).RequireAuthenticatedUser().RequireClaim(RoleType, roles));
        }
    }

    /// <summary>Our roles among the token's claims. Pure.</summary>
    public static IEnumerable<string> Read(IEnumerable<Claim> claims, OperatorOptions options)
        => claims.Where(claim => claim.Type == options.RoleClaim)
            .SelectMany(claim => Values(claim.Value, options.RoleMember))
            .SelectMany(value => All.Where(role => role == value || Gives(options, role, value)))
            .Distinct(StringComparer.Ordinal);

    private static bool Gives(OperatorOptions options, string role, string value)
        => options.Roles.TryGetValue(role, out var values) && values.Split(',', StringSplitOptions.TrimEntries).Contains(value, StringComparer.Ordinal);

    private static string[] Values(string claim, string member)
    {
        if (claim.Length == 0 || claim[0] is not ('{' or '['))
        {
            return claim.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }

        try
        {
            using var json = JsonDocument.Parse(claim);
            var items = json.RootElement.ValueKind == JsonValueKind.Array ? [.. json.RootElement.EnumerateArray()] : new[] { json.RootElement };
            return [.. items.Select(item => Value(item, member)).OfType<string>()];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static string? Value(JsonElement item, string member) => item.ValueKind switch
    {
        JsonValueKind.String => item.GetString(),
        JsonValueKind.Object when item.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String => value.GetString(),
        _ => null,
    };
}
