namespace Tta.Observability;

/// <summary>The ways one signal leaves the process (<c>OTEL_TRACES_EXPORTER</c> and its siblings); no OTLP when its target is null.</summary>
internal sealed record SignalExport(bool IsEnabled, OtlpTarget? Otlp, bool Console, bool Prometheus)
{
    public static SignalExport Resolve(
        string signal, bool isEnabled, TtaObservabilityOptions options, EnvironmentSettings environment, params ReadOnlySpan<string> allowed)
    {
        IReadOnlyList<string>? chosen = environment.Words($"OTEL_{signal.ToUpperInvariant()}_EXPORTER", allowed);
        bool none = chosen?.Contains("none", StringComparer.Ordinal) ?? false;
        return new SignalExport(
            isEnabled,
            isEnabled && !none && Has("otlp") ? OtlpTarget.Resolve(signal, options, environment) : null,
            isEnabled && !none && chosen is not null && Has("console"),
            isEnabled && !none && Has("prometheus"));

        // Nothing chosen, or nothing usable, means everything but the console.
        bool Has(string exporter) => chosen is null or [] || chosen.Contains(exporter, StringComparer.Ordinal);
    }
}
