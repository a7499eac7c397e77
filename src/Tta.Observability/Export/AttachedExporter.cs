using OpenTelemetry;

namespace Tta.Observability;

/// <summary>
/// Ties an exporter that another exporter wraps to the provider: that is how it learns its resource, and when to shut down.
/// Forwards nothing itself.
/// </summary>
internal sealed class AttachedExporter<T>(BaseExporter<T> exporter) : BaseExportProcessor<T>(exporter)
    where T : class
{
    public override void OnEnd(T data)
    {
    }

    protected override void OnExport(T data)
    {
    }
}
