using System.Reflection;
using Digdir.Altinn.Gateway.Tokens;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Tokens;

/// <summary>One host for all the tests of a class.</summary>
public sealed class TokenHostFixture : IAsyncLifetime
{
    private TokenHost? _host;

    internal TokenHost Host => _host ?? throw new InvalidOperationException("The fixture has not started.");

    public async Task InitializeAsync() => _host = await TokenHost.StartAsync();

    public async Task DisposeAsync() => await Host.DisposeAsync();
}

/// <summary>The gateway's own list of faults, by name.</summary>
internal static class Faults
{
    public static IReadOnlyList<TokenFault> All { get; } =
        [.. typeof(TokenFaults).GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => field.GetValue(null)).OfType<TokenFault>()];

    public static string DetailOf(string name) => All.Single(fault => fault.Name == name).Detail.En;
}
