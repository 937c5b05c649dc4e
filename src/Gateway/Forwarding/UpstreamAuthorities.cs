using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Digdir.Altinn.Gateway.Forwarding;

/// <summary>The authorities that products' certificates must come from.</summary>
internal static class UpstreamAuthorities
{
    /// <summary>True when there is nothing to read, or it can be read and holds at least one certificate.</summary>
    public static bool CanBeRead(string? file)
    {
        try
        {
            return file is null || Read(file).Count > 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>How a product's certificate is judged: by the authorities in the file alone; null for the machine's own judgement.</summary>
    public static X509ChainPolicy? PolicyOf(string? file)
    {
        if (file is null)
        {
            return null;
        }

        // Revocation is not looked up, as it is not without a file either: private authorities seldom publish it.
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(Read(file));
        return policy;
    }

    private static X509Certificate2Collection Read(string file)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        return certificates;
    }
}
