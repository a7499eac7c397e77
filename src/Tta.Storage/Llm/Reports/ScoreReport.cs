// Spec: docs/formats/llm.md, section "Score".
using Tta.Model;
using Tta.Storage.Wal;

namespace Tta.Storage.Llm.Reports;

/// <summary>Reports about scores as bytes.</summary>
internal static class ScoreReport
{
    public static void Write(ByteWriter target, LlmScoreChange change)
    {
        var fields = new ReportWriter(target);
        fields.Text(ScoreField.Id, change.Id);
        fields.Number(ScoreField.EventNs, change.EventNs);
        fields.Number(ScoreField.TimestampNs, change.TimestampNs);
        fields.Text(ScoreField.Name, change.Name);
        fields.Text(ScoreField.TraceId, change.TraceId);
        fields.Text(ScoreField.ObservationId, change.ObservationId);
        fields.Text(ScoreField.SessionId, change.SessionId);
        fields.Text(ScoreField.DatasetRunId, change.DatasetRunId);
        fields.Number(ScoreField.DataType, (long)change.DataType);
        fields.Number(ScoreField.Source, (long)change.Source);
        fields.Double(ScoreField.Number, change.Number);
        fields.Text(ScoreField.Text, change.Text);
        fields.Text(ScoreField.ConfigId, change.ConfigId);
        fields.Text(ScoreField.QueueId, change.QueueId);
        fields.Text(ScoreField.AuthorUserId, change.AuthorUserId);
        fields.Text(ScoreField.Environment, change.Environment);
        fields.Text(ScoreField.Comment, change.Comment);
        fields.Text(ScoreField.Metadata, change.MetadataJson);
    }

    /// <exception cref="InvalidDataException">The fields are not those of a score.</exception>
    public static LlmScoreChange Read(ReportFields fields) => new()
    {
        Id = fields.RequiredText(ScoreField.Id),
        EventNs = fields.Number(ScoreField.EventNs) ?? 0,
        TimestampNs = fields.Number(ScoreField.TimestampNs),
        Name = fields.RequiredText(ScoreField.Name),
        TraceId = fields.Text(ScoreField.TraceId),
        ObservationId = fields.Text(ScoreField.ObservationId),
        SessionId = fields.Text(ScoreField.SessionId),
        DatasetRunId = fields.Text(ScoreField.DatasetRunId),
        DataType = (LlmScoreDataType)(fields.Number(ScoreField.DataType) ?? 0),
        Source = (LlmScoreSource)(fields.Number(ScoreField.Source) ?? 0),
        Number = fields.Double(ScoreField.Number),
        Text = fields.Text(ScoreField.Text),
        ConfigId = fields.Text(ScoreField.ConfigId),
        QueueId = fields.Text(ScoreField.QueueId),
        AuthorUserId = fields.Text(ScoreField.AuthorUserId),
        Environment = fields.Text(ScoreField.Environment),
        Comment = fields.Text(ScoreField.Comment),
        MetadataJson = fields.Text(ScoreField.Metadata),
    };
}
