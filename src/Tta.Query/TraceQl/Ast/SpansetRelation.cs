namespace Tta.Query.TraceQl;

/// <summary>How two spansets of a trace are put together.</summary>
internal enum SpansetRelation : byte
{
    And,
    Or,
    Child,
    Parent,
    Descendant,
    Ancestor,
    Sibling,
}
