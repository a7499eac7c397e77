using Tta.Model;

namespace Tta.Server.Redaction;

/// <summary>Hides what must not be kept before reports are stored; whoever reads the batch afterwards sees what was stored.</summary>
internal sealed class RedactingLlm(ILlmAppender store, LlmRedaction redaction) : ILlmAppender
{
    public ValueTask<AppendResult> AppendAsync(LlmBatch batch, CancellationToken cancellationToken)
    {
        redaction.Apply(batch);
        return store.AppendAsync(batch, cancellationToken);
    }
}
