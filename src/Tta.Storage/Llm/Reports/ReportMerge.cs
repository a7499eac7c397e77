using Tta.Model;

namespace Tta.Storage.Llm.Reports;

/// <summary>Folds two reports about one thing into one, the older first: what the newer one says wins.</summary>
internal static class ReportMerge
{
    public static LlmTraceChange Merge(LlmTraceChange older, LlmTraceChange newer) => new()
    {
        Id = older.Id,
        EventNs = newer.EventNs,
        TimestampNs = newer.TimestampNs ?? older.TimestampNs,
        Name = newer.Name ?? older.Name,
        UserId = newer.UserId ?? older.UserId,
        SessionId = newer.SessionId ?? older.SessionId,
        InputJson = newer.InputJson ?? older.InputJson,
        OutputJson = newer.OutputJson ?? older.OutputJson,
        Release = newer.Release ?? older.Release,
        Version = newer.Version ?? older.Version,
        MetadataJson = JsonMerge.Deep(older.MetadataJson, newer.MetadataJson),
        Tags = Union(older.Tags, newer.Tags),
        Public = newer.Public ?? older.Public,
        Bookmarked = newer.Bookmarked ?? older.Bookmarked,
        Environment = newer.Environment ?? older.Environment,
        Workspace = newer.Workspace ?? older.Workspace,
        Service = newer.Service ?? older.Service,
    };

    public static LlmObservationChange Merge(LlmObservationChange older, LlmObservationChange newer) => new()
    {
        Id = older.Id,
        TraceId = newer.TraceId ?? older.TraceId,
        EventNs = newer.EventNs,
        Type = newer.Type ?? older.Type,
        Name = newer.Name ?? older.Name,
        StartNs = newer.StartNs ?? older.StartNs,
        EndNs = newer.EndNs ?? older.EndNs,
        CompletionStartNs = newer.CompletionStartNs ?? older.CompletionStartNs,
        ParentId = newer.ParentId ?? older.ParentId,
        Level = newer.Level ?? older.Level,
        StatusMessage = newer.StatusMessage ?? older.StatusMessage,
        Version = newer.Version ?? older.Version,
        Environment = newer.Environment ?? older.Environment,
        InputJson = newer.InputJson ?? older.InputJson,
        OutputJson = newer.OutputJson ?? older.OutputJson,
        MetadataJson = JsonMerge.Deep(older.MetadataJson, newer.MetadataJson),
        Operation = newer.Operation ?? older.Operation,
        Model = newer.Model ?? older.Model,
        Provider = newer.Provider ?? older.Provider,
        ModelParametersJson = newer.ModelParametersJson ?? older.ModelParametersJson,
        SystemInstructionsJson = newer.SystemInstructionsJson ?? older.SystemInstructionsJson,
        ToolDefinitionsJson = newer.ToolDefinitionsJson ?? older.ToolDefinitionsJson,
        UsageDetails = Said(newer.UsageDetails) ?? older.UsageDetails,
        CostDetails = Said(newer.CostDetails) ?? older.CostDetails,
        PromptName = newer.PromptName ?? older.PromptName,
        PromptVersion = newer.PromptVersion ?? older.PromptVersion,
        Persona = newer.Persona ?? older.Persona,
        ChatMode = newer.ChatMode ?? older.ChatMode,
        WorkflowName = newer.WorkflowName ?? older.WorkflowName,
        Workspace = newer.Workspace ?? older.Workspace,
        Service = newer.Service ?? older.Service,
        FinishReason = newer.FinishReason ?? older.FinishReason,
        Error = newer.Error ?? older.Error,
    };

    public static LlmScoreChange Merge(LlmScoreChange older, LlmScoreChange newer) => new()
    {
        Id = older.Id,
        EventNs = newer.EventNs,
        TimestampNs = newer.TimestampNs ?? older.TimestampNs ?? older.EventNs,
        Name = newer.Name,
        TraceId = newer.TraceId ?? older.TraceId,
        ObservationId = newer.ObservationId ?? older.ObservationId,
        SessionId = newer.SessionId ?? older.SessionId,
        DatasetRunId = newer.DatasetRunId ?? older.DatasetRunId,
        DataType = newer.DataType,
        Source = newer.Source,
        Number = newer.Number ?? (newer.Text is null ? older.Number : null),
        Text = newer.Text ?? (newer.Number is null ? older.Text : null),
        Comment = newer.Comment ?? older.Comment,
        MetadataJson = JsonMerge.Deep(older.MetadataJson, newer.MetadataJson),
        ConfigId = newer.ConfigId ?? older.ConfigId,
        QueueId = newer.QueueId ?? older.QueueId,
        AuthorUserId = newer.AuthorUserId ?? older.AuthorUserId,
        Environment = newer.Environment ?? older.Environment,
    };

    private static IReadOnlyDictionary<string, T>? Said<T>(IReadOnlyDictionary<string, T>? details) => details is { Count: > 0 } ? details : null;

    private static IReadOnlyList<string>? Union(IReadOnlyList<string>? older, IReadOnlyList<string>? newer)
    {
        if (older is null || newer is null)
        {
            return newer ?? older;
        }

        var all = new SortedSet<string>(older, StringComparer.Ordinal);
        all.UnionWith(newer);
        return [.. all];
    }
}
