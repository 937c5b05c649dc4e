using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.Vendors;

/// <summary>Settings of identification.</summary>
internal sealed class VendorOptions
{
    /// <summary>Where they stand in configuration.</summary>
    public const string SectionName = "Vendors";

    /// <summary>The least length of <see cref="HashKey"/>, characters.</summary>
    public const int LeastHashKey = 32;

    /// <summary>
    /// Secret under which customers and persons are hashed: at least 32 characters, the same on every node. Required in production; when it is missing
    /// elsewhere each process makes its own.
    /// </summary>
    public string? HashKey { get; set; }
}

/// <summary>Refuses to start on a missing or short secret.</summary>
internal sealed class VendorOptionsValidator(AltinnOptions altinn) : IValidateOptions<VendorOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, VendorOptions options)
    {
        if (string.IsNullOrEmpty(options.HashKey))
        {
            return altinn.Environment == AltinnEnvironment.Production
                ? ValidateOptionsResult.Fail("Vendors:HashKey is required in production: a secret of at least 32 characters, the same on every node.")
                : ValidateOptionsResult.Success;
        }

        return options.HashKey.Length < VendorOptions.LeastHashKey
            ? ValidateOptionsResult.Fail("Vendors:HashKey must be at least 32 characters.")
            : ValidateOptionsResult.Success;
    }
}
