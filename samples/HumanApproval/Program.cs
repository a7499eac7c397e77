// A workflow that waits for a person. Needs no network and no key.

using HumanApproval;
using Tta.Observability;
using Tta.Primitives;

await using ObservabilitySession observability = TtaObservability.Initialize("human-approval");
TtaLogging.LoggerFactory = observability.LoggerFactory;
await RefundDesk.RunAsync(new ConsoleApprover(), Console.Out);
