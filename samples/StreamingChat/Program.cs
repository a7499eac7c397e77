// Prints an answer while the model writes it. Needs no network and no key.

using StreamingChat;
using Tta.Observability;
using Tta.Primitives;

await using ObservabilitySession observability = TtaObservability.Initialize("streaming-chat");
TtaLogging.LoggerFactory = observability.LoggerFactory;
await StreamedAnswer.RunAsync(Console.Out);
