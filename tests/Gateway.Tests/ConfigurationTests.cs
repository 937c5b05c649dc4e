using System.Reflection;
using System.Runtime.CompilerServices;
using Digdir.Altinn.Grains;
using Digdir.Altinn.VendorRegistry.Pictures;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests;

public sealed class ConfigurationTests
{
    private static readonly Assembly[] Product = [typeof(Program).Assembly, typeof(RegistryPicture).Assembly, typeof(VendorId).Assembly];

    [Fact]
    public void Every_setting_of_every_options_class_is_documented()
    {
        var documented = File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "configuration.md"));

        var missing = Product.SelectMany(assembly => assembly.GetTypes())
            .Select(type => (type, Section: type.GetField("SectionName", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)?.GetRawConstantValue() as string))
            .Where(found => found.Section is not null)
            .SelectMany(found => SettingsOf(found.type, found.Section ?? ""))
            .Where(setting => !documented.Contains($"`{setting}", StringComparison.Ordinal))
            .ToList();

        missing.ShouldBeEmpty();
    }

    private static IEnumerable<string> SettingsOf(Type type, string section)
        => type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.CanRead && (property.CanWrite || IsFilledInPlace(property.PropertyType) || property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal)))
            .SelectMany(property => property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal) && Product.Contains(property.PropertyType.Assembly)
                ? SettingsOf(property.PropertyType, $"{section}:{property.Name}")
                // A dictionary that is the whole section is documented as the section with a placeholder.
                : section == "Policies" && property.Name == "Modes" ? ["Policies:"] : [$"{section}:{property.Name}"]);

    private static bool IsFilledInPlace(Type type)
        => type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Dictionary<,>) || type.GetGenericTypeDefinition() == typeof(IDictionary<,>) || type.GetGenericTypeDefinition() == typeof(IList<>));

    private static string RepositoryRoot([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile) ?? "", "..", ".."));
}
