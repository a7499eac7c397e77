// Spec: docs/formats/llm.md, section "Score".
using Tta.Model;
using Tta.Storage.Wal;

namespace Tta.Storage.Llm.Reports;

/// <summary>Reports about scores as bytes. The numbers of the fields are stored.</summary>
internal static class ScoreReport
{
    public static void Write(ByteWriter target, LlmScoreChange change)
    {
        var fields = new ReportWriter(target);
        fields.Text(1, change.Id);
        fields.Number(2, change.EventNs);
        fields.Number(3, change.TimestampNs);
        fields.Text(4, change.Name);
        fields.Text(5, change.TraceId);
        fields.Text(6, change.ObservationId);
        fields.Text(7, change.SessionId);
        fields.Text(8, change.DatasetRunId);
        fields.Number(9, (long)change.DataType);
        fields.Number(10, (long)change.Source);
        fields.Double(11, change.Number);
        fields.Text(12, change.Text);
        fields.Text(13, change.ConfigId);
        fields.Text(14, change.QueueId);
        fields.Text(15, change.AuthorUserId);
        fields.Text(16, change.Environment);
        fields.Text(32, change.Comment);
        fields.Text(33, change.MetadataJson);
    }

    /// <exception cref="InvalidDataException">The fields are not those of a score.</exception>
    public static LlmScoreChange Read(ReportFields fields) => new()
    {
        Id = fields.RequiredText(1),
        EventNs = fields.Number(2) ?? 0,
        TimestampNs = fields.Number(3),
        Name = fields.RequiredText(4),
        TraceId = fields.Text(5),
        ObservationId = fields.Text(6),
        SessionId = fields.Text(7),
        DatasetRunId = fields.Text(8),
        DataType = (LlmScoreDataType)(fields.Number(9) ?? 0),
        Source = (LlmScoreSource)(fields.Number(10) ?? 0),
        Number = fields.Double(11),
        Text = fields.Text(12),
        ConfigId = fields.Text(13),
        QueueId = fields.Text(14),
        AuthorUserId = fields.Text(15),
        Environment = fields.Text(16),
        Comment = fields.Text(32),
        MetadataJson = fields.Text(33),
    };
}
