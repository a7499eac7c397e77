using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>The samples of a series, without stale markers.</summary>
internal readonly record struct SampleRun(SeriesSamples Samples, bool DropsName);
