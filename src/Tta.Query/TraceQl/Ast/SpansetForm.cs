namespace Tta.Query.TraceQl;

/// <summary>What a structural operator returns.</summary>
internal enum SpansetForm : byte
{
    /// <summary>The right-hand spans that have the relation to some left-hand span.</summary>
    Plain,

    /// <summary>The right-hand spans that have it to none.</summary>
    Negated,

    /// <summary>The spans of both sides that have it to some span of the other.</summary>
    Union,
}
