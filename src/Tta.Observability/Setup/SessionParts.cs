using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;

namespace Tta.Observability;

/// <summary>What all pipelines of a session share.</summary>
internal sealed record SessionParts(
    TtaObservabilityOptions Options,
    EnvironmentSettings Environment,
    ObservabilitySettings Settings,
    ResourceBuilder Resource,
    Redactor Redactor,
    LabelGuard Labels,
    ExportCounters Counters,
    ProblemLog Problems,
    CancellationToken Closing)
{
    /// <summary>Settings of the exporter of one signal.</summary>
    public OtlpExporterOptions ExporterTo(OtlpTarget target) => target.ToExporterOptions(Options.Time, Closing);
}
