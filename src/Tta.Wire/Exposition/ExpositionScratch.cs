using Tta.Wire.Bytes;

namespace Tta.Wire.Exposition;

/// <summary>Collectors for labels that must be sorted.</summary>
internal static class ExpositionScratch
{
    public static ScratchPool<LabelCollector> Collectors { get; } = new(static () => new LabelCollector());
}
