using System.Buffers;
using Tta.Model;
using Tta.Wire.Langfuse;

namespace Tta.Agent.Forwarding;

/// <summary>
/// Puts what the store of model calls took into the queue of a forwarder, before it is acknowledged. A queue that takes nothing keeps nobody from
/// storing. Deletions are not forwarded: who deletes here deletes here. Thread-safe.
/// </summary>
public sealed class ForwardedLlm(ILlmAppender store, IForwardQueue queue, LangfuseEventWriter writer) : ILlmAppender
{
    private const int ItemBytes = 1 << 20;

    /// <inheritdoc/>
    public async ValueTask<AppendResult> AppendAsync(LlmBatch batch, CancellationToken cancellationToken)
    {
        AppendResult result = await store.AppendAsync(batch, cancellationToken).ConfigureAwait(false);
        var events = new ArrayBufferWriter<byte>();
        if (writer.Write(batch, events) == 0)
        {
            return result;
        }

        // What is stored is to be forwarded, whether the sender still waits or not.
        for (ReadOnlyMemory<byte> rest = events.WrittenMemory; !rest.IsEmpty;)
        {
            int length = WholeEvents(rest.Span);
            await queue.AppendAsync(rest[..length], rest.Span[..length].Count((byte)'\n'), CancellationToken.None).ConfigureAwait(false);
            rest = rest[length..];
        }

        return result;
    }

    /// <summary>Bytes of as many events as fit into an item, at least one.</summary>
    private static int WholeEvents(ReadOnlySpan<byte> events)
    {
        if (events.Length <= ItemBytes)
        {
            return events.Length;
        }

        int end = events[..ItemBytes].LastIndexOf((byte)'\n');
        return (end >= 0 ? end : events.IndexOf((byte)'\n')) + 1;
    }
}
