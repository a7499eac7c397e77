namespace Tta.Observability.Tests.Fakes;

/// <summary>
/// Tests of what a process has only once, and tests that count all that a session exports: it listens to the libraries, whose sources
/// every test shares. They run when no others do.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
