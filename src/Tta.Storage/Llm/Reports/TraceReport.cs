// Spec: docs/formats/llm.md, section "Trace".
using Tta.Model;
using Tta.Storage.Wal;

namespace Tta.Storage.Llm.Reports;

/// <summary>Reports about traces as bytes.</summary>
internal static class TraceReport
{
    public static void Write(ByteWriter target, LlmTraceChange change)
    {
        var fields = new ReportWriter(target);
        fields.Text(TraceField.Id, change.Id);
        fields.Number(TraceField.EventNs, change.EventNs);
        fields.Number(TraceField.TimestampNs, change.TimestampNs);
        fields.Text(TraceField.Name, change.Name);
        fields.Text(TraceField.UserId, change.UserId);
        fields.Text(TraceField.SessionId, change.SessionId);
        fields.Text(TraceField.Release, change.Release);
        fields.Text(TraceField.Version, change.Version);
        fields.Texts(TraceField.Tags, change.Tags);
        fields.Flag(TraceField.Public, change.Public);
        fields.Flag(TraceField.Bookmarked, change.Bookmarked);
        fields.Text(TraceField.Environment, change.Environment);
        fields.Text(TraceField.Workspace, change.Workspace);
        fields.Text(TraceField.Service, change.Service);
        fields.Text(TraceField.Input, change.InputJson);
        fields.Text(TraceField.Output, change.OutputJson);
        fields.Text(TraceField.Metadata, change.MetadataJson);
    }

    /// <exception cref="InvalidDataException">The fields are not those of a trace.</exception>
    public static LlmTraceChange Read(ReportFields fields) => new()
    {
        Id = fields.RequiredText(TraceField.Id),
        EventNs = fields.Number(TraceField.EventNs) ?? 0,
        TimestampNs = fields.Number(TraceField.TimestampNs),
        Name = fields.Text(TraceField.Name),
        UserId = fields.Text(TraceField.UserId),
        SessionId = fields.Text(TraceField.SessionId),
        Release = fields.Text(TraceField.Release),
        Version = fields.Text(TraceField.Version),
        Tags = fields.Texts(TraceField.Tags),
        Public = fields.Flag(TraceField.Public),
        Bookmarked = fields.Flag(TraceField.Bookmarked),
        Environment = fields.Text(TraceField.Environment),
        Workspace = fields.Text(TraceField.Workspace),
        Service = fields.Text(TraceField.Service),
        InputJson = fields.Text(TraceField.Input),
        OutputJson = fields.Text(TraceField.Output),
        MetadataJson = fields.Text(TraceField.Metadata),
    };
}
