using Digdir.Altinn.Grains.Levels;

namespace Digdir.Altinn.Grains.Tests.Levels;

/// <summary>How many uncredited reads pass in a day at the hard level.</summary>
public sealed class ReadCapTests
{
    private const long Hour = 3_600_000;

    [Theory]
    [InlineData(1, 0, 100)]
    [InlineData(20, 0, 320)]
    [InlineData(1, 10, 120)]
    [InlineData(20, 10, 340)]
    public void What_passes_grows_with_credits_and_with_parties(int parties, int credits, int passes)
    {
        var cap = new ReadCap(perCredit: 2, grace: 100, perParty: 16);
        for (var i = 0; i < credits; i++)
        {
            cap.Credit(Hour);
        }

        var passed = 0;
        while (cap.WaitMs(Hour, parties) == 0)
        {
            cap.Take(Hour);
            passed++;
        }

        passed.ShouldBe(passes);
        cap.WaitMs(Hour, parties).ShouldBe(24 * Hour);
    }
}
