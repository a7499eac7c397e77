namespace Tta.Model;

/// <summary>
/// Decodes spans of a batch one after another. Spans of one scope lie side by side, so its resource is decoded once for all of them. Not thread-safe;
/// of no use once the batch has been cleared.
/// </summary>
/// <param name="batch">The batch.</param>
public sealed class SpanBatchReader(SpanBatch batch)
{
    private int _scopeIndex = -1;
    private int _resourceIndex = -1;
    private Scope? _scope;
    private Resource? _resource;

    /// <summary>One span with its resource and scope.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public Span Read(int spanIndex)
    {
        SpanBatch.SpanRow row = batch.Spans[spanIndex];
        if (row.ScopeIndex != _scopeIndex)
        {
            ReadScope(row.ScopeIndex);
        }

        return SpanDecoder.Decode(batch.Arena.Get(row.Message), _resource!, _scope!);
    }

    private void ReadScope(int scopeIndex)
    {
        SpanBatch.ScopeRow scope = batch.Scopes[scopeIndex];
        if (scope.ResourceIndex != _resourceIndex)
        {
            SpanBatch.ResourceRow resource = batch.Resources[scope.ResourceIndex];
            _resource = SpanDecoder.DecodeResource(batch.Arena.Get(resource.Message), batch.Arena.GetString(resource.SchemaUrl));
            _resourceIndex = scope.ResourceIndex;
        }

        _scope = SpanDecoder.DecodeScope(batch.Arena.Get(scope.Message), batch.Arena.GetString(scope.SchemaUrl));
        _scopeIndex = scopeIndex;
    }
}
