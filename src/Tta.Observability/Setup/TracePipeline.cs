using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

namespace Tta.Observability;

/// <summary>Puts together what a finished span passes on its way out.</summary>
internal static class TracePipeline
{
    private const string HttpClientSource = "System.Net.Http";
    private const string HttpServerSource = "Microsoft.AspNetCore";

    public static TracerProvider Build(SessionParts parts, ModelCallSender? modelCalls)
    {
        TracerProviderBuilder builder = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(parts.Resource)
            .SetSampler(Sampling.Build(parts.Options.Sampling, parts.Environment, parts.Options.Time))
            .AddSource(TelemetryNames.Primitives, TelemetryNames.Integrations, TelemetryNames.Langfuse)
            .AddSource([.. parts.Options.ActivitySources]);
        if (parts.Options.HttpClientSpans)
        {
            builder.AddSource(HttpClientSource);
        }

        if (parts.Options.HttpServerSpans)
        {
            builder.AddSource(HttpServerSource);
        }

        if (modelCalls is not null)
        {
            builder.AddProcessor(new ModelCallProcessor(modelCalls));
        }

        if (parts.Options.Personas is { } personas)
        {
            builder.AddProcessor(new PersonaUsageProcessor(personas));
        }

        AddExporters(builder, parts);
        return builder.Build();
    }

    private static void AddExporters(TracerProviderBuilder builder, SessionParts parts)
    {
        SignalExport export = parts.Settings.Traces;
        List<BaseExporter<Activity>> exporters = [];
        if (export.Otlp is { } target)
        {
            exporters.Add(new OtlpTraceExporter(parts.ExporterTo(target)));
        }

        if (export.Console)
        {
            exporters.Add(new ConsoleSpanExporter(parts.Options.ConsoleOutput));
        }

        if (exporters.Count > 0)
        {
            var gate = new QueueGate(parts.Settings.SpanBatches.QueueSize, ExportSignal.Traces, parts.Counters);
            var outcome = new ExportOutcome(ExportSignal.Traces, "spans", export.Otlp, parts.Counters, parts.Problems);
            var queue = new SpanQueue(new SpanExporter(exporters, parts.Redactor, gate, outcome), gate, parts.Settings.SpanBatches);
            if (parts.Options.Sampling.KeepErrors)
            {
                // Behind the queue: a span that it marks as kept would otherwise be taken twice.
                builder.AddProcessor(queue).AddProcessor(new FailedTraces(queue, parts.Counters));
            }
            else
            {
                builder.AddProcessor(queue);
            }

            foreach (BaseExporter<Activity> exporter in exporters)
            {
                builder.AddProcessor(new AttachedExporter<Activity>(exporter));
            }
        }
    }
}
