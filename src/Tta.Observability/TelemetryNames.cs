using System.Reflection;

namespace Tta.Observability;

/// <summary>Names of the sources and meters of the Tta libraries.</summary>
public static class TelemetryNames
{
    /// <summary>Activity source and meter of <c>Tta.Primitives</c>.</summary>
    public const string Primitives = "Tta.Primitives";

    /// <summary>Activity source of the model calls of <c>Tta.Integrations</c>.</summary>
    public const string Integrations = "Tta.Integrations";

    /// <summary>Activity source of Langfuse traces started by hand.</summary>
    public const string Langfuse = "Tta.Langfuse";

    /// <summary>Meter of this library: what was exported and what was lost.</summary>
    public const string Meter = "Tta.Observability";

    internal static string Version { get; } =
        typeof(TelemetryNames).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}
