using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Levels;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>A grain's answer to a gate's question about a read.</summary>
/// <param name="Judgement">Whether it passes.</param>
/// <param name="Levels">What the gate must know from now on.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ConductReply(Judgement Judgement, ConductLevels Levels);
