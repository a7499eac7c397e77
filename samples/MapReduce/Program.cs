// Classifies reviews one by one, a few at a time, and sums them up. Needs no network and no key.

using MapReduce;
using Tta.Observability;
using Tta.Primitives;

await using ObservabilitySession observability = TtaObservability.Initialize("map-reduce");
TtaLogging.LoggerFactory = observability.LoggerFactory;
await ReviewDigest.RunAsync(Console.Out);
