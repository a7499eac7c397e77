namespace Tta.Model;

/// <summary>One bin of a histogram; the last one includes its upper end.</summary>
/// <param name="Lower">Lower end.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Count">Values in between.</param>
public readonly record struct LlmBin(double Lower, double Upper, long Count);
