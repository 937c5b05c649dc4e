using Digdir.Altinn.Gateway.Observations;
using Digdir.Altinn.Grains.Observations;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Observations;

public sealed class IdentityShapeTests
{
    private const ObservationFacts Bad = ObservationFacts.IdentityNumber | ObservationFacts.BadIdentityNumber;

    [Theory]
    [InlineData("310010693", "good")]
    [InlineData("urn:altinn:organization:identifier-no:310010693", "good")]
    [InlineData("0192:310010693", "good")]
    [InlineData("310010694", "bad")]
    [InlineData("urn:altinn:organization:identifier-no:310010694", "bad")]
    [InlineData("08844397713", "good")]
    [InlineData("urn:altinn:person:identifier-no:08844397713", "good")]
    [InlineData("08844397714", "bad")]
    [InlineData("00000000001", "bad")]
    [InlineData("3100106930", "none")]
    [InlineData("31001069", "none")]
    [InlineData("31001069x", "none")]
    [InlineData("٣١٠٠١٠٦٩٣", "none")]
    [InlineData("0194fe82-9280-77a5-a7cd-5ff0e6a6fa07", "none")]
    [InlineData("", "none")]
    [InlineData(":", "none")]
    public void Numbers_that_cannot_exist_are_told_from_those_that_can(string text, string kind)
        => IdentityShape.FactsOf(text).ShouldBe(kind switch { "good" => ObservationFacts.IdentityNumber, "bad" => Bad, _ => ObservationFacts.None });

    [Fact]
    public void Counting_through_numbers_hits_mostly_ones_that_cannot_exist()
    {
        var random = new Random(1);
        int organisations = 0, persons = 0;
        for (var i = 0; i < 10_000; i++)
        {
            organisations += IdentityShape.FactsOf($"{random.NextInt64(100_000_000, 999_999_999)}") == Bad ? 1 : 0;
            persons += IdentityShape.FactsOf($"{random.NextInt64(10_000_000_000, 99_999_999_999)}") == Bad ? 1 : 0;
        }

        // The signal asks for more than 30 %.
        organisations.ShouldBeInRange(8_900, 10_000);
        persons.ShouldBeInRange(9_500, 10_000);
    }
}
