using Tta.Model;

namespace Tta.Storage.Llm.Reports;

/// <summary>What is shown of folded reports.</summary>
internal static class Views
{
    public const string DefaultEnvironment = "default";

    /// <summary>An observation without its price.</summary>
    public static LlmObservation Of(LlmObservationChange said, string traceId, LlmTraceChange? trace, long createdNs) => new()
    {
        Id = said.Id,
        TraceId = traceId,
        ParentId = said.ParentId,
        Type = said.Type ?? LlmObservationType.Span,
        Name = said.Name,
        StartNs = said.StartNs ?? 0,
        EndNs = said.EndNs ?? 0,
        CompletionStartNs = said.CompletionStartNs,
        Level = said.Level ?? LlmLevel.Default,
        StatusMessage = said.StatusMessage,
        Version = said.Version,
        Environment = said.Environment ?? trace?.Environment ?? DefaultEnvironment,
        Operation = said.Operation,
        Model = said.Model,
        Provider = said.Provider,
        PromptName = said.PromptName,
        PromptVersion = said.PromptVersion,
        Persona = said.Persona,
        ChatMode = said.ChatMode,
        WorkflowName = said.WorkflowName,
        Workspace = said.Workspace ?? trace?.Workspace,
        Service = said.Service ?? trace?.Service,
        FinishReason = said.FinishReason,
        Error = said.Error,
        UsageDetails = LlmUsage.WithTotal(said.UsageDetails ?? LlmUsage.None),
        CostDetails = said.CostDetails is { } given ? GivenCosts(given) : LlmUsage.Free,
        InputJson = said.InputJson,
        OutputJson = said.OutputJson,
        MetadataJson = said.MetadataJson,
        ModelParametersJson = said.ModelParametersJson,
        SystemInstructionsJson = said.SystemInstructionsJson,
        ToolDefinitionsJson = said.ToolDefinitionsJson,
        HasContent = said.InputJson is not null || said.OutputJson is not null,
        CreatedNs = createdNs,
        UpdatedNs = said.EventNs,
        TraceName = trace?.Name,
        UserId = trace?.UserId,
        SessionId = trace?.SessionId,
        Release = trace?.Release,
        Tags = SortedTags(trace?.Tags),
        Public = trace?.Public ?? false,
        Bookmarked = trace?.Bookmarked ?? false,
    };

    /// <summary>A trace without the sums over its observations.</summary>
    public static LlmTrace Of(LlmTraceChange said, long createdNs) => new()
    {
        Id = said.Id,
        TimestampNs = said.TimestampNs ?? 0,
        Name = said.Name,
        UserId = said.UserId,
        SessionId = said.SessionId,
        Release = said.Release,
        Version = said.Version,
        Environment = said.Environment ?? DefaultEnvironment,
        Workspace = said.Workspace,
        Service = said.Service,
        Tags = SortedTags(said.Tags),
        Public = said.Public ?? false,
        Bookmarked = said.Bookmarked ?? false,
        InputJson = said.InputJson,
        OutputJson = said.OutputJson,
        MetadataJson = said.MetadataJson,
        CreatedNs = createdNs,
        UpdatedNs = said.EventNs,
    };

    public static LlmScore Of(LlmScoreChange said, long createdNs) => new()
    {
        Id = said.Id,
        TimestampNs = said.TimestampNs ?? createdNs,
        Name = said.Name,
        TraceId = said.TraceId,
        ObservationId = said.ObservationId,
        SessionId = said.SessionId,
        DatasetRunId = said.DatasetRunId,
        DataType = said.DataType,
        Source = said.Source,
        Number = said.Number,
        Text = said.Text,
        Comment = said.Comment,
        MetadataJson = said.MetadataJson,
        ConfigId = said.ConfigId,
        QueueId = said.QueueId,
        AuthorUserId = said.AuthorUserId,
        Environment = said.Environment ?? DefaultEnvironment,
        CreatedNs = createdNs,
        UpdatedNs = said.EventNs,
    };

    /// <summary>Costs that a sender gave, with their total: the given one, else input plus output if any of them is given.</summary>
    public static IReadOnlyDictionary<string, decimal> GivenCosts(IReadOnlyDictionary<string, decimal> given)
    {
        bool hasInput = given.TryGetValue("input", out decimal input);
        bool hasOutput = given.TryGetValue("output", out decimal output);
        return given.ContainsKey(LlmUsage.TotalKey) || !(hasInput || hasOutput)
            ? given
            : new Dictionary<string, decimal>(given, StringComparer.Ordinal) { [LlmUsage.TotalKey] = input + output };
    }

    private static IReadOnlyList<string> SortedTags(IReadOnlyList<string>? tags) =>
        tags is { Count: > 0 } ? [.. new SortedSet<string>(tags, StringComparer.Ordinal)] : [];
}
