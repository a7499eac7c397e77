using Tta.Model;

namespace Tta.Server.Redaction;

/// <summary>Hides what must not be kept before entries are stored; whoever reads the batch afterwards sees what was stored.</summary>
internal sealed class RedactingLogs(ILogAppender store, LabelRedaction redaction) : ILogAppender
{
    public ValueTask<AppendResult> AppendAsync(LogBatch batch, CancellationToken cancellationToken)
    {
        redaction.Apply(batch);
        return store.AppendAsync(batch, cancellationToken);
    }
}
