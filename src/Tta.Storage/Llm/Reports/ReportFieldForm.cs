namespace Tta.Storage.Llm.Reports;

/// <summary>How a field of a report is written, so that a reader can skip one that it does not know; stored.</summary>
internal enum ReportFieldForm : byte
{
    /// <summary>A svarint.</summary>
    Varint = 0,

    /// <summary>A block of UTF-8.</summary>
    Block = 1,

    /// <summary>A uvarint count, then so many blocks.</summary>
    List = 2,

    /// <summary>Eight bytes.</summary>
    Fixed = 3,
}
