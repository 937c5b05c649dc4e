namespace Digdir.Altinn.Gateway.Tests.Catalogue;

/// <summary>The compact lists that stand beside these tests.</summary>
internal static class TextList
{
    public static IReadOnlyList<string> Read(string name)
    {
        using var stream = typeof(TextList).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not there.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
