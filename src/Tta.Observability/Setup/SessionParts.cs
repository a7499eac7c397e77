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
    ProblemLog Problems);
