namespace Tta.Storage.Llm.Reports;

/// <summary>Numbers of the fields of a report about a trace; stored (docs/formats/llm.md).</summary>
internal static class TraceField
{
    public const int Id = 1;
    public const int EventNs = 2;
    public const int TimestampNs = 3;
    public const int Name = 4;
    public const int UserId = 5;
    public const int SessionId = 6;
    public const int Release = 7;
    public const int Version = 8;
    public const int Tags = 9;
    public const int Public = 10;
    public const int Bookmarked = 11;
    public const int Environment = 12;
    public const int Workspace = 13;
    public const int Service = 14;
    public const int Input = 32;
    public const int Output = 33;
    public const int Metadata = 34;
}
