namespace Tta.Storage.Traces.Blocks;

/// <summary>What the values of a column are; the numbers are those of docs/formats/traces-block.md.</summary>
internal enum ColumnRole : byte
{
    /// <summary>The trace id of the row; takes no space here.</summary>
    TraceId = 0,

    /// <summary>The span id of the row; takes no space here.</summary>
    SpanId = 1,

    /// <summary>The start of the row; takes no space here.</summary>
    Start = 2,

    /// <summary>The end of the row; takes no space here.</summary>
    End = 3,

    /// <summary>Parent, as number of rows back to it.</summary>
    Parent = 4,

    /// <summary>Time of an event, as difference to the start of the row.</summary>
    EventTime = 5,

    /// <summary>Any other field of a message.</summary>
    Field = 6,

    /// <summary>An attribute of one name and type.</summary>
    Attribute = 7,

    /// <summary>Messages inside the message: how many, and the template of each.</summary>
    Messages = 8,

    /// <summary>The whole span message as it came in, where columns cannot hold it.</summary>
    Whole = 9,
}
