using Tta.Pricing;

namespace Tta.Integrations;

/// <summary>How model calls are traced, measured and priced. Immutable.</summary>
public sealed record ModelTelemetryOptions
{
    internal static ModelTelemetryOptions Default { get; } = new();

    /// <summary>Prices of models. Default: <see cref="Pricing.PriceBook.Default"/>.</summary>
    public PriceBook PriceBook { get; init; } = PriceBook.Default;

    /// <summary>
    /// Whether messages are attached to the span for the exporter of model calls. They are never span attributes, so no other
    /// exporter sees them, and that exporter decides by its destination whether to send them. Default: true, unless the
    /// environment variable <c>OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT</c> is <c>false</c>.
    /// </summary>
    public bool CaptureContent { get; init; } = !string.Equals(
        Environment.GetEnvironmentVariable("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"), "false", StringComparison.OrdinalIgnoreCase);

    /// <summary>Value of <c>gen_ai.provider.name</c>. Default: what the client says about itself.</summary>
    public string? Provider { get; init; }

    /// <summary>Clock of durations. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
