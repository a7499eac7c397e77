namespace Tta.Primitives;

/// <summary>Names under which the library offers its telemetry; what an OpenTelemetry set-up subscribes to.</summary>
public static class TtaPrimitivesTelemetry
{
    /// <summary>Name of the <see cref="System.Diagnostics.ActivitySource"/>.</summary>
    public const string ActivitySourceName = "Tta.Primitives";

    /// <summary>Name of the <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string MeterName = "Tta.Primitives";

    /// <summary>Category of the log records.</summary>
    public const string LogCategory = "Tta.Primitives";

    /// <summary>Version of both: the version of the assembly.</summary>
    public static string Version { get; } = typeof(TtaPrimitivesTelemetry).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
