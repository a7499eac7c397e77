namespace Tta.Query.PromQl;

/// <summary>A function of the samples of one window. False when it has no value there.</summary>
internal delegate bool WindowFunction(in Window window, out double value);
