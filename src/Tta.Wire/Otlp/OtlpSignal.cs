namespace Tta.Wire.Otlp;

/// <summary>The signals of OTLP.</summary>
public enum OtlpSignal
{
    /// <summary>Spans.</summary>
    Traces,

    /// <summary>Data points.</summary>
    Metrics,

    /// <summary>Log records.</summary>
    Logs,
}
