using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

namespace Tta.Observability;

/// <summary>Puts together what a finished span passes on its way out.</summary>
internal static class TracePipeline
{
    private const string HttpClientSource = "System.Net.Http";

    public static TracerProvider Build(SessionParts parts)
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

        if (parts.Settings.ModelCalls is { } modelCalls)
        {
            builder.AddProcessor(new ModelCallProcessor(SenderOf(parts, modelCalls)));
        }

        AddExporters(builder, parts);
        return builder.Build();
    }

    private static ModelCallSender SenderOf(SessionParts parts, ModelCallTarget target)
    {
        ModelCallOptions options = parts.Options.ModelCalls;
        var writer = new OtlpJsonWriter(parts.Settings.Resource, parts.Redactor, options.MaxContentLength);
        var client = new ModelCallClient(target, writer, new LangfuseHttp(target, parts.Options.Time), parts.Problems);
        return new ModelCallSender(client, options, target.CaptureContent, parts.Counters);
    }

    private static void AddExporters(TracerProviderBuilder builder, SessionParts parts)
    {
        SignalExport export = parts.Settings.Traces;
        List<BaseExporter<Activity>> exporters = [];
        if (export.Otlp is { } target)
        {
            exporters.Add(new OtlpTraceExporter(target.ToExporterOptions()));
        }

        if (export.Console)
        {
            exporters.Add(new ConsoleSpanExporter(Console.Out));
        }

        if (exporters.Count > 0)
        {
            var gate = new QueueGate(parts.Settings.SpanBatches.QueueSize, ExportSignal.Traces, parts.Counters);
            var outcome = new ExportOutcome(ExportSignal.Traces, "spans", export.Otlp, parts.Counters, parts.Problems);
            builder.AddProcessor(new SpanQueue(new SpanExporter(exporters, parts.Redactor, gate, outcome), gate, parts.Settings.SpanBatches));
            foreach (BaseExporter<Activity> exporter in exporters)
            {
                builder.AddProcessor(new AttachedExporter<Activity>(exporter));
            }
        }
    }
}
