namespace Tta.Storage.Traces.Blocks;

/// <summary>The message that a column belongs to; the numbers are those of docs/formats/traces-block.md.</summary>
internal enum SpanPlace : byte
{
    Span = 0,
    Event = 1,
    Link = 2,
    Status = 3,
}
