// Spec: OpenTelemetry, "TraceState: Probability Sampling": the low 56 bits of a trace id are its randomness R; a trace is kept when R >= T.
using Tta.Model;

namespace Tta.Agent.Sampling;

/// <summary>
/// Keeps a share of all traces by their ids alone: every process that samples at the same ratio keeps the same traces, and one that samples at a lower
/// ratio keeps some of them. Immutable and thread-safe.
/// </summary>
public sealed class HeadSampler
{
    private const ulong RandomnessEnd = 1UL << 56;
    private readonly ulong _threshold;

    /// <summary>Creates a sampler.</summary>
    /// <param name="ratio">Share of the traces to keep, 0-1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ratio is not within 0-1.</exception>
    public HeadSampler(double ratio)
    {
        if (!(ratio is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(ratio), ratio, "the share of traces to keep lies within 0 and 1");
        }

        Ratio = ratio;
        _threshold = (ulong)Math.Round((1 - ratio) * RandomnessEnd);
    }

    /// <summary>Share of the traces that is kept, 0-1.</summary>
    public double Ratio { get; }

    /// <summary>True when the trace is kept.</summary>
    public bool Keeps(TraceId traceId) => (traceId.Low & (RandomnessEnd - 1)) >= _threshold;
}
