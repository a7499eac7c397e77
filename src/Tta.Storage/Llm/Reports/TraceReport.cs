// Spec: docs/formats/llm.md, section "Trace".
using Tta.Model;
using Tta.Storage.Wal;

namespace Tta.Storage.Llm.Reports;

/// <summary>Reports about traces as bytes. The numbers of the fields are stored.</summary>
internal static class TraceReport
{
    public static void Write(ByteWriter target, LlmTraceChange change)
    {
        var fields = new ReportWriter(target);
        fields.Text(1, change.Id);
        fields.Number(2, change.EventNs);
        fields.Number(3, change.TimestampNs);
        fields.Text(4, change.Name);
        fields.Text(5, change.UserId);
        fields.Text(6, change.SessionId);
        fields.Text(7, change.Release);
        fields.Text(8, change.Version);
        fields.Texts(9, change.Tags);
        fields.Flag(10, change.Public);
        fields.Flag(11, change.Bookmarked);
        fields.Text(12, change.Environment);
        fields.Text(13, change.Workspace);
        fields.Text(14, change.Service);
        fields.Text(32, change.InputJson);
        fields.Text(33, change.OutputJson);
        fields.Text(34, change.MetadataJson);
    }

    /// <exception cref="InvalidDataException">The fields are not those of a trace.</exception>
    public static LlmTraceChange Read(ReportFields fields) => new()
    {
        Id = fields.RequiredText(1),
        EventNs = fields.Number(2) ?? 0,
        TimestampNs = fields.Number(3),
        Name = fields.Text(4),
        UserId = fields.Text(5),
        SessionId = fields.Text(6),
        Release = fields.Text(7),
        Version = fields.Text(8),
        Tags = fields.Texts(9),
        Public = fields.Flag(10),
        Bookmarked = fields.Flag(11),
        Environment = fields.Text(12),
        Workspace = fields.Text(13),
        Service = fields.Text(14),
        InputJson = fields.Text(32),
        OutputJson = fields.Text(33),
        MetadataJson = fields.Text(34),
    };
}
