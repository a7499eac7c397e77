// Answers questions from a handbook: retrieval by embeddings, a cache for questions that come again. Needs no network and no key.

using RetrievalWithCache;
using Tta.Observability;
using Tta.Primitives;

await using ObservabilitySession observability = TtaObservability.Initialize("retrieval-with-cache");
TtaLogging.LoggerFactory = observability.LoggerFactory;
await HandbookDesk.RunAsync(Console.Out);
