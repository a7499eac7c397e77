// A model answers questions about orders by calling two functions of this program. Needs no network and no key.

using ChatWithTools;
using Tta.Observability;
using Tta.Primitives;

await using ObservabilitySession observability = TtaObservability.Initialize("chat-with-tools");
TtaLogging.LoggerFactory = observability.LoggerFactory;
await OrderDesk.RunAsync(Console.Out);
