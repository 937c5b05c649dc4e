using System.ComponentModel.DataAnnotations;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>How much of answers is read to tell whether they held news.</summary>
internal sealed class ObservationOptions
{
    public const string SectionName = "Observations";

    /// <summary>Bytes of one answer, as sent, that are kept until they are read; of a larger one the beginning is. 4096 to 16777216.</summary>
    [Range(4096, 16_777_216)]
    public int AnswerBytes { get; set; } = 1_048_576;

    /// <summary>Bytes of one compressed answer that are decompressed at most. 4096 to 67108864.</summary>
    [Range(4096, 67_108_864)]
    public int DecodedBytes { get; set; } = 8_388_608;

    /// <summary>Bytes of all answers that wait to be read; beyond that answers are told by their hash alone. 65536 to 1073741824.</summary>
    [Range(65_536, 1_073_741_824)]
    public long WaitingBytes { get; set; } = 67_108_864;

    /// <summary>Calls that wait to be told of; further ones are not observed. 16 to 1048576.</summary>
    [Range(16, 1_048_576)]
    public int WaitingCalls { get; set; } = 16_384;

    /// <summary>Threads that read answers at most; 0 for a quarter of the processors. 0 to 64.</summary>
    [Range(0, 64)]
    public int Readers { get; set; }
}
