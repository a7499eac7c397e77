using Tta.Model;

namespace Tta.Agent.Sampling;

/// <summary>Copies spans from one batch to another; resources and scopes that the target has already are shared.</summary>
internal static class SpanCopier
{
    public static void Copy(SpanBatch from, int spanIndex, SpanBatch to)
    {
        SpanBatch.SpanRow span = from.Spans[spanIndex];
        int scope = ScopeIn(to, from, span.ScopeIndex);
        ByteSlice message = to.Arena.Add(from.Arena.Get(span.Message));
        to.Spans.Add(span with { ScopeIndex = scope, Message = message, Name = Name(from, span, to, message) });
    }

    // The name is a part of the message where a decoder made the rows; elsewhere it is copied.
    private static ByteSlice Name(SpanBatch from, in SpanBatch.SpanRow span, SpanBatch to, ByteSlice message)
    {
        int offset = span.Name.Offset - span.Message.Offset;
        return offset >= 0 && offset + span.Name.Length <= span.Message.Length
            ? new ByteSlice(message.Offset + offset, span.Name.Length)
            : to.Arena.Add(from.Arena.Get(span.Name));
    }

    // Searched from the newest on: the spans of one request share theirs.
    private static int ScopeIn(SpanBatch to, SpanBatch from, int scopeIndex)
    {
        SpanBatch.ScopeRow scope = from.Scopes[scopeIndex];
        int resource = ResourceIn(to, from, scope.ResourceIndex);
        for (int i = to.Scopes.Count - 1; i >= 0; i--)
        {
            SpanBatch.ScopeRow known = to.Scopes[i];
            if (known.ResourceIndex == resource && Same(to, known.Message, from, scope.Message) && Same(to, known.SchemaUrl, from, scope.SchemaUrl))
            {
                return i;
            }
        }

        return to.Scopes.Add(new SpanBatch.ScopeRow(resource, Add(from, scope.Message, to), Add(from, scope.SchemaUrl, to)));
    }

    private static int ResourceIn(SpanBatch to, SpanBatch from, int resourceIndex)
    {
        SpanBatch.ResourceRow resource = from.Resources[resourceIndex];
        for (int i = to.Resources.Count - 1; i >= 0; i--)
        {
            SpanBatch.ResourceRow known = to.Resources[i];
            if (Same(to, known.Message, from, resource.Message) && Same(to, known.SchemaUrl, from, resource.SchemaUrl))
            {
                return i;
            }
        }

        return to.Resources.Add(new SpanBatch.ResourceRow(
            Add(from, resource.Message, to), Add(from, resource.SchemaUrl, to), Add(from, resource.ServiceName, to)));
    }

    private static ByteSlice Add(SpanBatch from, ByteSlice slice, SpanBatch to) => to.Arena.Add(from.Arena.Get(slice));

    private static bool Same(SpanBatch a, ByteSlice inA, SpanBatch b, ByteSlice inB) => a.Arena.Get(inA).SequenceEqual(b.Arena.Get(inB));
}
