using Digdir.Altinn.Gateway.Observations;

namespace Digdir.Altinn.Gateway.Tests.Observations;

internal static class ThingsOfParties
{
    /// <summary>What an answer listed of one of the call's parties.</summary>
    public static ReadOnlySpan<ulong> Of(this AnswerThings things, int party, int parties)
    {
        Span<int> ends = stackalloc int[parties];
        var all = things.ByParty(ends);
        return all[(party == 0 ? 0 : ends[party - 1])..ends[party]];
    }
}
