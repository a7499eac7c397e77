namespace Tta.Model;

/// <summary>
/// Folds two reports about one thing into one: what the newer one says wins, metadata is merged member by member, tags are united. The result
/// has the event time of the newer one, so that only a fold of all reports in the order of their events is right, never a part of it
/// that is stored as one report. Pure; thread-safe.
/// </summary>
public static class ReportMerge
{
    /// <summary>Folds two reports about one trace.</summary>
    /// <param name="older">The one that was made earlier, or came earlier of two made at one time.</param>
    /// <param name="newer">The other.</param>
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

    /// <inheritdoc cref="Merge(LlmTraceChange, LlmTraceChange)" />
    /// <summary>Folds two reports about one observation.</summary>
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

    /// <inheritdoc cref="Merge(LlmTraceChange, LlmTraceChange)" />
    /// <summary>Folds two reports about one score. One that has a number or a text takes the place of both.</summary>
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

    /// <summary>Whether an older report about a trace says nothing that a newer one does not say too, so that any fold is the same without it.</summary>
    /// <param name="older">The one that was made earlier, or came earlier of two made at one time.</param>
    /// <param name="newer">The other.</param>
    public static bool Covers(LlmTraceChange newer, LlmTraceChange older)
    {
        bool hasAllTags = older.Tags is null || new HashSet<string>(newer.Tags ?? [], StringComparer.Ordinal).IsSupersetOf(older.Tags);
        return hasAllTags && Merge(older, newer) with { Tags = newer.Tags } == newer;
    }

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
