// Spec: docs/formats/llm.md, section "Observation".
using Tta.Model;
using Tta.Storage.Llm.Pricing;
using Tta.Storage.Wal;

namespace Tta.Storage.Llm.Reports;

/// <summary>Reports about observations as bytes.</summary>
internal static class ObservationReport
{
    public static void Write(ByteWriter target, LlmObservationChange change, Priced? priced = null, string? priceAttributes = null)
    {
        var fields = new ReportWriter(target);
        fields.Text(ObservationField.Id, change.Id);
        fields.Number(ObservationField.EventNs, change.EventNs);
        fields.Text(ObservationField.TraceId, change.TraceId);
        fields.Number(ObservationField.Type, (long?)change.Type);
        fields.Text(ObservationField.Name, change.Name);
        fields.Number(ObservationField.StartNs, change.StartNs);
        fields.Number(ObservationField.EndNs, change.EndNs);
        fields.Number(ObservationField.CompletionStartNs, change.CompletionStartNs);
        fields.Text(ObservationField.ParentId, change.ParentId);
        fields.Number(ObservationField.Level, (long?)change.Level);
        fields.Text(ObservationField.Version, change.Version);
        fields.Text(ObservationField.Environment, change.Environment);
        fields.Text(ObservationField.Operation, change.Operation);
        fields.Text(ObservationField.Model, change.Model);
        fields.Text(ObservationField.Provider, change.Provider);
        fields.Units(ObservationField.Usage, change.UsageDetails);
        fields.Costs(ObservationField.GivenCosts, change.CostDetails);
        fields.Text(ObservationField.PromptName, change.PromptName);
        fields.Number(ObservationField.PromptVersion, change.PromptVersion);
        fields.Text(ObservationField.Persona, change.Persona);
        fields.Text(ObservationField.ChatMode, change.ChatMode);
        fields.Text(ObservationField.WorkflowName, change.WorkflowName);
        fields.Text(ObservationField.Workspace, change.Workspace);
        fields.Text(ObservationField.Service, change.Service);
        fields.Text(ObservationField.FinishReason, change.FinishReason);
        fields.Text(ObservationField.Error, change.Error);
        fields.Text(ObservationField.PricedAs, priced?.PricedAs);
        fields.Text(ObservationField.PricingTier, priced?.Tier);
        fields.Text(ObservationField.PriceVersion, priced?.Version);
        fields.Costs(ObservationField.ComputedCosts, priced?.Costs);
        fields.Text(ObservationField.PriceAttributes, priceAttributes);
        fields.Text(ObservationField.Input, change.InputJson);
        fields.Text(ObservationField.Output, change.OutputJson);
        fields.Text(ObservationField.Metadata, change.MetadataJson);
        fields.Text(ObservationField.StatusMessage, change.StatusMessage);
        fields.Text(ObservationField.ModelParameters, change.ModelParametersJson);
        fields.Text(ObservationField.SystemInstructions, change.SystemInstructionsJson);
        fields.Text(ObservationField.ToolDefinitions, change.ToolDefinitionsJson);
    }

    /// <exception cref="InvalidDataException">The fields are not those of an observation.</exception>
    public static LlmObservationChange Read(ReportFields fields) => new()
    {
        Id = fields.RequiredText(ObservationField.Id),
        EventNs = fields.Number(ObservationField.EventNs) ?? 0,
        TraceId = fields.Text(ObservationField.TraceId),
        Type = (LlmObservationType?)fields.Number(ObservationField.Type),
        Name = fields.Text(ObservationField.Name),
        StartNs = fields.Number(ObservationField.StartNs),
        EndNs = fields.Number(ObservationField.EndNs),
        CompletionStartNs = fields.Number(ObservationField.CompletionStartNs),
        ParentId = fields.Text(ObservationField.ParentId),
        Level = (LlmLevel?)fields.Number(ObservationField.Level),
        Version = fields.Text(ObservationField.Version),
        Environment = fields.Text(ObservationField.Environment),
        Operation = fields.Text(ObservationField.Operation),
        Model = fields.Text(ObservationField.Model),
        Provider = fields.Text(ObservationField.Provider),
        UsageDetails = fields.Units(ObservationField.Usage),
        CostDetails = fields.Costs(ObservationField.GivenCosts),
        PromptName = fields.Text(ObservationField.PromptName),
        PromptVersion = (int?)fields.Number(ObservationField.PromptVersion),
        Persona = fields.Text(ObservationField.Persona),
        ChatMode = fields.Text(ObservationField.ChatMode),
        WorkflowName = fields.Text(ObservationField.WorkflowName),
        Workspace = fields.Text(ObservationField.Workspace),
        Service = fields.Text(ObservationField.Service),
        FinishReason = fields.Text(ObservationField.FinishReason),
        Error = fields.Text(ObservationField.Error),
        InputJson = fields.Text(ObservationField.Input),
        OutputJson = fields.Text(ObservationField.Output),
        MetadataJson = fields.Text(ObservationField.Metadata),
        StatusMessage = fields.Text(ObservationField.StatusMessage),
        ModelParametersJson = fields.Text(ObservationField.ModelParameters),
        SystemInstructionsJson = fields.Text(ObservationField.SystemInstructions),
        ToolDefinitionsJson = fields.Text(ObservationField.ToolDefinitions),
    };
}
