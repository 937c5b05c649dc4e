using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>Refuses to start on settings that could not work or would weaken validation.</summary>
internal sealed class TokenOptionsValidator(AltinnOptions altinn) : IValidateOptions<TokenOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, TokenOptions options)
    {
        var errors = new List<string>();
        Between(options.MaxLength, 256, 65_536, nameof(options.MaxLength));
        Within(options.ClockSkew, TimeSpan.Zero, TimeSpan.FromSeconds(10), nameof(options.ClockSkew));
        Within(options.MaxLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7), nameof(options.MaxLifetime));
        Between(options.CacheEntries, 2, 10_000_000, nameof(options.CacheEntries));
        Between(options.RefusedEntries, 2, 1_000_000, nameof(options.RefusedEntries));
        Within(options.RefusedFor, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), nameof(options.RefusedFor));
        Within(options.KeyRefresh, TimeSpan.FromMinutes(5), TimeSpan.FromHours(48), nameof(options.KeyRefresh));
        Within(options.UnknownKeyRefresh, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(options.UnknownKeyRefresh));
        Within(options.KeysOutlive, TimeSpan.Zero, TimeSpan.FromDays(7), nameof(options.KeysOutlive));
        Within(options.KeyWait, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30), nameof(options.KeyWait));
        Within(options.FetchTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(60), nameof(options.FetchTimeout));
        if (IssuerList.Resolve(options, altinn.Environment, errors).IsEmpty)
        {
            errors.Add("Tokens:Issuers: at least one issuer must be enabled.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Between(int value, int least, int most, string setting)
        {
            if (value < least || value > most)
            {
                errors.Add($"Tokens:{setting} must be between {least} and {most}.");
            }
        }

        void Within(TimeSpan value, TimeSpan least, TimeSpan most, string setting)
        {
            if (value < least || value > most)
            {
                errors.Add($"Tokens:{setting} must be between {least} and {most}.");
            }
        }
    }
}
