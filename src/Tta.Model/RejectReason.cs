namespace Tta.Model;

/// <summary>Why an item was refused; the label <c>reason</c> of <c>tta_ingest_rejected_total</c>.</summary>
public enum RejectReason
{
    /// <summary>Nothing was refused.</summary>
    None,

    /// <summary>The bytes are not what they claim to be.</summary>
    Malformed,

    /// <summary>A trace or span id is missing, all zero or of the wrong length.</summary>
    InvalidId,

    /// <summary>A label name is empty, not UTF-8, or occurs twice.</summary>
    InvalidLabels,

    /// <summary>Older than the window for late data, or than the retention.</summary>
    TooOld,

    /// <summary>Too far ahead of the clock.</summary>
    TooFarInFuture,

    /// <summary>Another value is stored for that series and time.</summary>
    DuplicateTimestamp,

    /// <summary>More active series or streams than the limit.</summary>
    SeriesLimit,

    /// <summary>More labels, or longer ones, than the limit.</summary>
    LabelLimit,

    /// <summary>A log line, attribute value or span larger than the limit.</summary>
    TooLarge,

    /// <summary>Attribute values nested deeper than the limit.</summary>
    TooDeep,

    /// <summary>A kind of data this store cannot hold, such as delta temporality.</summary>
    Unsupported,
}
