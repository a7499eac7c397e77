using Tta.Model;
using Tta.Server.Ingest;

namespace Tta.Server.Collection;

/// <summary>Counts what passes on its way into the store.</summary>
internal sealed class MeteredAppender(IMetricAppender store, IngestMeter meter, string protocol) : IMetricAppender
{
    public async ValueTask<AppendResult> AppendAsync(MetricBatch batch, CancellationToken cancellationToken)
    {
        AppendResult result = await store.AppendAsync(batch, cancellationToken);
        meter.Add(IngestSignal.Metrics, protocol, result);
        return result;
    }
}
