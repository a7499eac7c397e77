using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>Spans of a trace that belong together, by index, in order.</summary>
internal sealed class SpanSet
{
    public List<int> Spans { get; } = [];

    /// <summary>Values of groups and aggregates.</summary>
    public List<KeyValue> Attributes { get; } = [];
}
