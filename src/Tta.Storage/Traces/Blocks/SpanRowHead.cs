using Tta.Model;

namespace Tta.Storage.Traces.Blocks;

/// <summary>What every row of a block has besides its message.</summary>
internal readonly record struct SpanRowHead(TraceId TraceId, SpanId SpanId, long StartNs, long EndNs);
