namespace Tta.Query.TraceQl;

/// <summary>Type of a value or expression; the order is that of values of different types.</summary>
internal enum StaticType : byte
{
    Nil,
    Spanset,

    /// <summary>Known only when a span is at hand.</summary>
    Attribute,
    Int,
    Float,
    String,
    Boolean,
    IntArray,
    FloatArray,
    StringArray,
    BooleanArray,
    Duration,
    Status,
    Kind,
}
