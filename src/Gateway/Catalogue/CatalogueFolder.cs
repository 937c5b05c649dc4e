using System.Security.Cryptography;
using System.Text;

namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>One look at the catalogue's folder: the files as they were, and a digest that tells whether they have changed since. Does the I/O and nothing else.</summary>
internal sealed record CatalogueFolder(IReadOnlyList<CatalogueFile> Files, string Digest)
{
    private const int LargestFile = 4 * 1024 * 1024;

    /// <summary>Reads every product file; one that cannot be read is an error of the catalogue, never an exception.</summary>
    public static CatalogueFolder Read(string folder)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        List<CatalogueFile> files = [];
        foreach (var path in Names(folder))
        {
            var name = Path.GetFileName(path);
            digest.AppendData(Encoding.UTF8.GetBytes(name));
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                if (file.Length > LargestFile)
                {
                    files.Add(Unreadable(name, $"is larger than {LargestFile} bytes."));
                    continue;
                }

                var bytes = new byte[file.Length];
                file.ReadExactly(bytes);
                digest.AppendData(bytes);
                files.Add(CatalogueFile.Read(name, bytes));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                files.Add(Unreadable(name, $"cannot be read: {exception.Message}"));
            }
        }

        return new CatalogueFolder(files, Convert.ToHexStringLower(digest.GetHashAndReset()));
    }

    private static List<string> Names(string folder)
    {
        try
        {
            return Directory.EnumerateFiles(folder, "*.json")
                .Where(path => !path.EndsWith(".schema.json", StringComparison.Ordinal) && !Path.GetFileName(path).StartsWith('.'))
                .Order(StringComparer.Ordinal)
                .ToList();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static CatalogueFile Unreadable(string name, string reason)
    {
        var errors = new CatalogueErrors(name);
        errors.Add(0, $"the file {reason}");
        return new CatalogueFile { Name = name, Errors = errors };
    }
}
