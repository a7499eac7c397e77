// Spec: OpenTelemetry environment variables, OTEL_LOG_LEVEL: how much the telemetry says about itself. LANGFUSE_DEBUG asks for the same.

namespace Tta.Observability;

/// <summary>How much is printed about the telemetry itself. Problems are kept and logged at every level.</summary>
internal readonly record struct DiagnosticLevel(bool ShowsProblems, bool ShowsSettings, string? Unknown)
{
    private const string Variable = "OTEL_LOG_LEVEL";

    public static DiagnosticLevel Of(IReadOnlyDictionary<string, string> variables)
    {
        string level = variables.GetValueOrDefault(Variable)?.Trim().ToLowerInvariant() ?? "";
        if (level.Length == 0 && variables.GetValueOrDefault("LANGFUSE_DEBUG")?.Trim().ToLowerInvariant() is "true" or "1")
        {
            level = "debug";
        }

        return level switch
        {
            // What is reported are warnings: the application goes on.
            "none" or "off" or "fatal" or "error" => new(ShowsProblems: false, ShowsSettings: false, Unknown: null),
            "" or "warn" or "warning" => new(ShowsProblems: true, ShowsSettings: false, Unknown: null),
            "info" or "debug" or "trace" or "verbose" or "all" => new(ShowsProblems: true, ShowsSettings: true, Unknown: null),
            _ => new(ShowsProblems: true, ShowsSettings: false, Unknown: level),
        };
    }

    public void ReportUnknown(EnvironmentSettings environment)
    {
        if (Unknown is not null)
        {
            environment.Ignore(Variable, Unknown, "none, error, warn, info or debug");
        }
    }
}
