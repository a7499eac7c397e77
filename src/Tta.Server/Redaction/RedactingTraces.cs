using Tta.Model;

namespace Tta.Server.Redaction;

/// <summary>Hides what must not be kept before spans are stored; whoever reads the batch afterwards sees what was stored.</summary>
internal sealed class RedactingTraces(ITraceAppender store, SpanRedaction redaction) : ITraceAppender
{
    public ValueTask<AppendResult> AppendAsync(SpanBatch batch, CancellationToken cancellationToken)
    {
        redaction.Apply(batch);
        return store.AppendAsync(batch, cancellationToken);
    }
}
