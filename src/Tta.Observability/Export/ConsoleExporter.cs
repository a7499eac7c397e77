using System.Diagnostics;
using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Tta.Observability;

/// <summary>Prints spans, one line each (<c>OTEL_TRACES_EXPORTER=console</c>).</summary>
internal sealed class ConsoleSpanExporter(TextWriter output) : BaseExporter<Activity>
{
    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (Activity span in batch)
        {
            string attributes = string.Join(' ', span.TagObjects.Select(static tag => $"{tag.Key}={tag.Value}"));
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{span.StartTimeUtc:O} span {span.DisplayName} {span.Duration.TotalMilliseconds:0.###}ms {span.Status} trace={span.TraceId} id={span.SpanId} parent={span.ParentSpanId} {attributes}"));
        }

        return ExportResult.Success;
    }
}

/// <summary>Prints log records, one line each (<c>OTEL_LOGS_EXPORTER=console</c>).</summary>
internal sealed class ConsoleLogExporter(TextWriter output) : BaseExporter<LogRecord>
{
    public override ExportResult Export(in Batch<LogRecord> batch)
    {
        foreach (LogRecord record in batch)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{record.Timestamp:O} log {record.LogLevel} {record.CategoryName} {record.FormattedMessage ?? record.Body} trace={record.TraceId} span={record.SpanId}"));
        }

        return ExportResult.Success;
    }
}
