namespace Tta.Observability;

/// <summary>Which traces are kept. A trace whose parent was already decided follows its parent.</summary>
public sealed class SamplingOptions
{
    /// <summary>Share of traces that is kept, 0 to 1, decided by trace id.</summary>
    /// <value>Null: <c>OTEL_TRACES_SAMPLER</c> and <c>OTEL_TRACES_SAMPLER_ARG</c>, then all.</value>
    public double? Ratio { get; set; }

    /// <summary>Most new traces kept per second; bursts up to the same number are allowed.</summary>
    /// <value>Null by default: no limit.</value>
    public double? MaxTracesPerSecond { get; set; }

    /// <summary>Whether a trace that the rules above would drop is kept when one of its spans in this process ends with an error.</summary>
    /// <value>False by default. Other processes of the same trace have already been told not to record.</value>
    public bool KeepErrors { get; set; }
}
