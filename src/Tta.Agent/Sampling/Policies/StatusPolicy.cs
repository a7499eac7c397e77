using Tta.Model;

namespace Tta.Agent.Sampling;

/// <summary>Keeps traces with a span of one of these outcomes; <see cref="SpanStatusCode.Error"/> keeps what failed.</summary>
public sealed class StatusPolicy(params SpanStatusCode[] statuses) : SamplingPolicy
{
    /// <inheritdoc/>
    public override SamplingVerdict Judge(GatheredTrace trace, long nowMs)
    {
        foreach (ref readonly SpanBatch.SpanRow row in trace.Spans.Spans.Rows)
        {
            if (Array.IndexOf(statuses, row.Status) >= 0)
            {
                return SamplingVerdict.Keep;
            }
        }

        return SamplingVerdict.None;
    }
}
