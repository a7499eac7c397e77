namespace Tta.Storage.Llm.Reports;

/// <summary>Numbers of the fields of a report about a score; stored (docs/formats/llm.md).</summary>
internal static class ScoreField
{
    public const int Id = 1;
    public const int EventNs = 2;
    public const int TimestampNs = 3;
    public const int Name = 4;
    public const int TraceId = 5;
    public const int ObservationId = 6;
    public const int SessionId = 7;
    public const int DatasetRunId = 8;
    public const int DataType = 9;
    public const int Source = 10;
    public const int Number = 11;
    public const int Text = 12;
    public const int ConfigId = 13;
    public const int QueueId = 14;
    public const int AuthorUserId = 15;
    public const int Environment = 16;
    public const int Comment = 32;
    public const int Metadata = 33;

    // Only in the index of a block.
    public const int CreatedNs = 40;
}
