using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;

namespace Tta.Observability;

/// <summary>Puts together what a log record passes on its way out.</summary>
internal sealed class LogPipeline : IDisposable
{
    private readonly ServiceProvider? _services;
    private readonly LoggerProvider? _records;

    public LogPipeline(SessionParts parts)
    {
        SignalExport export = parts.Settings.Logs;
        if (export.Otlp is not null || export.Console)
        {
            // The SDK builds its logger provider only inside a container.
            _services = new ServiceCollection().AddLogging(logging => logging.AddOpenTelemetry(options => Configure(options, parts))).BuildServiceProvider();
            Provider = new TtaLoggerProvider(_services.GetRequiredService<ILoggerProvider>(), parts.Redactor);
            _records = _services.GetRequiredService<LoggerProvider>();
        }
        else
        {
            Provider = new TtaLoggerProvider(null, parts.Redactor);
        }

        Factory = LoggerFactory.Create(logging => logging.AddProvider(Provider));
    }

    public TtaLoggerProvider Provider { get; }

    public ILoggerFactory Factory { get; }

    public bool Flush(int timeoutMs) => _records?.ForceFlush(timeoutMs) ?? true;

    public bool Shutdown(int timeoutMs) => _records?.Shutdown(timeoutMs) ?? true;

    public void Dispose()
    {
        Factory.Dispose();
        _services?.Dispose();
    }

    private static void Configure(OpenTelemetryLoggerOptions options, SessionParts parts)
    {
        options.IncludeScopes = true;
        options.IncludeFormattedMessage = true;
        options.ParseStateValues = true;
        options.SetResourceBuilder(parts.Resource);
        options.AddProcessor(new LogPreparation(parts.Redactor));
        SignalExport export = parts.Settings.Logs;
        if (export.Otlp is { } target)
        {
            var exporter = new OtlpLogExporter(parts.ExporterTo(target));
            var gate = new QueueGate(parts.Settings.LogBatches.QueueSize, ExportSignal.Logs, parts.Counters);
            var outcome = new ExportOutcome(ExportSignal.Logs, "log records", target, parts.Counters, parts.Problems);
            options.AddProcessor(new LogQueue(new LogExporter(exporter, gate, outcome), gate, parts.Settings.LogBatches));
            options.AddProcessor(new AttachedExporter<LogRecord>(exporter));
        }

        if (export.Console)
        {
            options.AddProcessor(new SimpleLogRecordExportProcessor(new ConsoleLogExporter(parts.Options.ConsoleOutput)));
        }
    }
}
