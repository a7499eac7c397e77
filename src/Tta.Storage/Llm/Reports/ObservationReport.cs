// Spec: docs/formats/llm.md, section "Observation".
using Tta.Model;
using Tta.Storage.Wal;

namespace Tta.Storage.Llm.Reports;

/// <summary>Reports about observations as bytes. The numbers of the fields are stored.</summary>
internal static class ObservationReport
{
    public static void Write(ByteWriter target, LlmObservationChange change)
    {
        var fields = new ReportWriter(target);
        fields.Text(1, change.Id);
        fields.Number(2, change.EventNs);
        fields.Text(3, change.TraceId);
        fields.Number(4, (long?)change.Type);
        fields.Text(5, change.Name);
        fields.Number(6, change.StartNs);
        fields.Number(7, change.EndNs);
        fields.Number(8, change.CompletionStartNs);
        fields.Text(9, change.ParentId);
        fields.Number(10, (long?)change.Level);
        fields.Text(11, change.Version);
        fields.Text(12, change.Environment);
        fields.Text(13, change.Operation);
        fields.Text(14, change.Model);
        fields.Text(15, change.Provider);
        fields.Units(16, change.UsageDetails);
        fields.Costs(17, change.CostDetails);
        fields.Text(18, change.PromptName);
        fields.Number(19, change.PromptVersion);
        fields.Text(20, change.Persona);
        fields.Text(21, change.ChatMode);
        fields.Text(22, change.WorkflowName);
        fields.Text(23, change.Workspace);
        fields.Text(24, change.Service);
        fields.Text(25, change.FinishReason);
        fields.Text(26, change.Error);
        fields.Text(32, change.InputJson);
        fields.Text(33, change.OutputJson);
        fields.Text(34, change.MetadataJson);
        fields.Text(35, change.StatusMessage);
        fields.Text(36, change.ModelParametersJson);
        fields.Text(37, change.SystemInstructionsJson);
        fields.Text(38, change.ToolDefinitionsJson);
    }

    /// <exception cref="InvalidDataException">The fields are not those of an observation.</exception>
    public static LlmObservationChange Read(ReportFields fields) => new()
    {
        Id = fields.RequiredText(1),
        EventNs = fields.Number(2) ?? 0,
        TraceId = fields.Text(3),
        Type = (LlmObservationType?)fields.Number(4),
        Name = fields.Text(5),
        StartNs = fields.Number(6),
        EndNs = fields.Number(7),
        CompletionStartNs = fields.Number(8),
        ParentId = fields.Text(9),
        Level = (LlmLevel?)fields.Number(10),
        Version = fields.Text(11),
        Environment = fields.Text(12),
        Operation = fields.Text(13),
        Model = fields.Text(14),
        Provider = fields.Text(15),
        UsageDetails = fields.Units(16),
        CostDetails = fields.Costs(17),
        PromptName = fields.Text(18),
        PromptVersion = (int?)fields.Number(19),
        Persona = fields.Text(20),
        ChatMode = fields.Text(21),
        WorkflowName = fields.Text(22),
        Workspace = fields.Text(23),
        Service = fields.Text(24),
        FinishReason = fields.Text(25),
        Error = fields.Text(26),
        InputJson = fields.Text(32),
        OutputJson = fields.Text(33),
        MetadataJson = fields.Text(34),
        StatusMessage = fields.Text(35),
        ModelParametersJson = fields.Text(36),
        SystemInstructionsJson = fields.Text(37),
        ToolDefinitionsJson = fields.Text(38),
    };
}
