namespace Digdir.Altinn.Gateway;

/// <summary>What this process does. Everything by default, in one process; in production many nodes are gateways and two are registries.</summary>
[Flags]
internal enum Roles
{
    /// <summary>Answers or forwards vendor traffic.</summary>
    Gateway = 1,

    /// <summary>Keeps the vendor registry and its admin API.</summary>
    Registry = 2,
}

internal static class RolesExtensions
{
    /// <summary>Reads <c>Roles</c>: names separated by ','.</summary>
    /// <exception cref="InvalidOperationException">A name is not a role, or there is none.</exception>
    public static Roles ReadRoles(this IConfiguration configuration)
    {
        var text = configuration["Roles"] ?? "gateway,registry";
        Roles roles = 0;
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            roles |= name switch
            {
                "gateway" => Roles.Gateway,
                "registry" => Roles.Registry,
                _ => throw new InvalidOperationException($"Roles: \"{name}\" is not a role. Use gateway, registry or both, separated by ','."),
            };
        }

        return roles == 0 ? throw new InvalidOperationException("Roles names no role. Use gateway, registry or both, separated by ','.") : roles;
    }
}
