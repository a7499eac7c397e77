namespace Tta.Observability.Tests.Fakes;

/// <summary>Tests of what a process has only once; they run when no others do.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
