using Tta.Model;

namespace Tta.Server.Redaction;

/// <summary>Hides what must not be kept before samples are stored; whoever reads the batch afterwards sees what was stored.</summary>
internal sealed class RedactingMetrics(IMetricAppender store, LabelRedaction redaction) : IMetricAppender
{
    public ValueTask<AppendResult> AppendAsync(MetricBatch batch, CancellationToken cancellationToken)
    {
        redaction.Apply(batch);
        return store.AppendAsync(batch, cancellationToken);
    }
}
