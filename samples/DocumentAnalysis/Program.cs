// Analyses business documents with two models and two personas, and reports itself to tta. Needs no network and no key.

using System.Runtime.InteropServices;
using DocumentAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tta.Observability;
using Tta.Primitives;

CommandLine settings;
try
{
    settings = CommandLine.Parse(args);
}
catch (FormatException e)
{
    Console.Error.WriteLine($"{e.Message}\n{CommandLine.Usage}");
    return 2;
}

if (settings.Describe)
{
    AnalysisWorkflow described = new(OfflineModels.Create(settings.Seed), new ReferenceRegister(settings.Seed), NullLogger.Instance);
    Console.WriteLine(described.Primitive.Describe().ToMermaid());
    return 0;
}

// A name in code goes before OTEL_SERVICE_NAME; the sample lets the environment choose.
string serviceName = Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME") is { Length: > 0 } name ? name : AnalysisWorkflow.Name;
using PersonaTracker personas = new(Personas.Catalog);
await using ObservabilitySession observability = TtaObservability.Initialize(serviceName, options => options.Personas = personas);
TtaLogging.LoggerFactory = observability.LoggerFactory;
ILogger log = observability.LoggerFactory.CreateLogger("DocumentAnalysis");

using CancellationTokenSource terminated = new();
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using CancellationTokenSource feeding = CancellationTokenSource.CreateLinkedTokenSource(terminated.Token);
if (settings.Duration is { } duration)
{
    feeding.CancelAfter(duration);
}

CallLedger ledger = new();
Models models = Models.FromEnvironment(settings.Seed).CountedBy(ledger);
AnalysisWorkflow workflow = new(models, new ReferenceRegister(settings.Seed), log);
AnalysisRun run = new(workflow, new DocumentSource(settings.Seed), log, TimeProvider.System, Console.WriteLine);
Console.WriteLine($"workspace {observability.Workspace}, {models.Description}");

await run.RunAsync(settings.Duration is null ? settings.Documents : null, settings.Concurrency, feeding.Token);
await observability.FlushAsync();
Console.WriteLine(RunSummary.ToJson(run.Outcomes, ledger));
if (settings.Linger)
{
    await StandardInputClosed(terminated.Token);
}

return 0;

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    terminated.Cancel();
}

static async Task StandardInputClosed(CancellationToken terminated)
{
    try
    {
        // Reading a console cannot be cancelled: the wait is.
        await Task.Run(() => Console.OpenStandardInput().CopyTo(Stream.Null), CancellationToken.None).WaitAsync(terminated);
    }
    catch (OperationCanceledException)
    {
        // Told to stop by a signal.
    }
}
