using System.Globalization;
using System.Text.Json;
using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>Values of the fields of items that are complete in memory.</summary>
internal static class ItemFields
{
    private const decimal NsPerMs = 1_000_000;

    public static string? Text(LlmObservation o, LlmField field, string? key = null) => field switch
    {
        LlmField.Id => o.Id,
        LlmField.TraceId => o.TraceId,
        LlmField.ParentId => o.ParentId,
        LlmField.IsRoot => Flag(o.IsRoot),
        LlmField.Type => Upper(o.Type),
        LlmField.Name => o.Name,
        LlmField.Level => Upper(o.Level),
        LlmField.StatusMessage => o.StatusMessage,
        LlmField.Version => o.Version,
        LlmField.Environment => o.Environment,
        LlmField.Model => o.Model,
        LlmField.Provider => o.Provider,
        LlmField.Operation => o.Operation,
        LlmField.PromptName => o.PromptName,
        LlmField.PromptVersion => o.PromptVersion?.ToString(CultureInfo.InvariantCulture),
        LlmField.Persona => o.Persona,
        LlmField.ChatMode => o.ChatMode,
        LlmField.WorkflowName => o.WorkflowName,
        LlmField.Workspace => o.Workspace,
        LlmField.Service => o.Service,
        LlmField.FinishReason => o.FinishReason,
        LlmField.Error => o.Error,
        LlmField.PricedAs => o.PricedAs,
        LlmField.PricingTier => o.PricingTier,
        LlmField.PriceVersion => o.PriceVersion,
        LlmField.UserId => o.UserId,
        LlmField.SessionId => o.SessionId,
        LlmField.TraceName => o.TraceName,
        LlmField.Release => o.Release,
        LlmField.Public => Flag(o.Public),
        LlmField.Bookmarked => Flag(o.Bookmarked),
        LlmField.Metadata => Member(o.MetadataJson, key),
        LlmField.Input => o.InputJson,
        LlmField.Output => o.OutputJson,
        _ => null,
    };

    public static decimal? Number(LlmObservation o, LlmField field) => field switch
    {
        LlmField.Time => o.StartNs,
        LlmField.EndTime => o.EndNs == 0 ? null : o.EndNs,
        LlmField.PromptVersion => o.PromptVersion,
        LlmField.Count => 1,
        LlmField.LatencyMs => o.LatencyNs / NsPerMs,
        LlmField.TimeToFirstTokenMs => o.TimeToFirstTokenNs / NsPerMs,
        LlmField.StreamingLatencyMs => o.CompletionStartNs is { } first && o.EndNs >= first ? (o.EndNs - first) / NsPerMs : null,
        LlmField.InputTokens => Known(o, o.InputTokens),
        LlmField.OutputTokens => Known(o, o.OutputTokens),
        LlmField.TotalTokens => Known(o, o.TotalTokens),
        LlmField.CachedInputTokens => Known(o, LlmUsage.CachedInput(o.UsageDetails)),
        LlmField.ReasoningTokens => Known(o, LlmUsage.Reasoning(o.UsageDetails)),
        LlmField.TokensPerSecond => PerSecond(Known(o, o.TotalTokens), o.LatencyNs),
        LlmField.OutputTokensPerSecond => PerSecond(Known(o, o.OutputTokens), (o.CompletionStartNs ?? o.StartNs) is > 0 and var from ? o.EndNs - from : null),
        LlmField.InputCost => o.InputCost,
        LlmField.OutputCost => o.OutputCost,
        LlmField.TotalCost => o.TotalCost,
        _ => null,
    };

    public static string? Text(LlmTrace t, LlmField field, string? key = null) => field switch
    {
        LlmField.Id or LlmField.TraceId => t.Id,
        LlmField.Name or LlmField.TraceName => t.Name,
        LlmField.UserId => t.UserId,
        LlmField.SessionId => t.SessionId,
        LlmField.Release => t.Release,
        LlmField.Version or LlmField.TraceVersion => t.Version,
        LlmField.Environment or LlmField.TraceEnvironment => t.Environment,
        LlmField.Workspace => t.Workspace,
        LlmField.Service => t.Service,
        LlmField.Public => Flag(t.Public),
        LlmField.Bookmarked => Flag(t.Bookmarked),
        LlmField.Metadata => Member(t.MetadataJson, key),
        LlmField.Input => t.InputJson,
        LlmField.Output => t.OutputJson,
        _ => null,
    };

    public static decimal? Number(LlmTrace t, LlmField field) => field switch
    {
        LlmField.Time => t.TimestampNs,
        LlmField.Count => 1,
        LlmField.LatencyMs => t.LatencyNs / NsPerMs,
        LlmField.InputTokens => t.InputTokens,
        LlmField.OutputTokens => t.OutputTokens,
        LlmField.TotalTokens => t.TotalTokens,
        LlmField.TotalCost => t.TotalCost,
        LlmField.ObservationCount => t.ObservationCount,
        LlmField.ErrorCount => t.ErrorCount,
        _ => null,
    };

    public static string? Text(LlmScore s, LlmField field, string? key = null) => field switch
    {
        LlmField.Id => s.Id,
        LlmField.Name => s.Name,
        LlmField.TraceId => s.TraceId,
        LlmField.ObservationId => s.ObservationId,
        LlmField.SessionId => s.SessionId,
        LlmField.DatasetRunId => s.DatasetRunId,
        LlmField.Environment => s.Environment,
        LlmField.ScoreText => s.Text,
        LlmField.ScoreDataType => Upper(s.DataType),
        LlmField.ScoreSource => Upper(s.Source),
        LlmField.ConfigId => s.ConfigId,
        LlmField.QueueId => s.QueueId,
        LlmField.AuthorUserId => s.AuthorUserId,
        LlmField.Metadata => Member(s.MetadataJson, key),
        _ => null,
    };

    public static decimal? Number(LlmScore s, LlmField field) => field switch
    {
        LlmField.Time => s.TimestampNs,
        LlmField.Count => 1,
        LlmField.ScoreValue => s.Number is { } number && Math.Abs(number) < 7e27 ? (decimal)number : null,
        _ => null,
    };

    public static string? Text(LlmSession s, LlmField field) => field switch
    {
        LlmField.Id or LlmField.SessionId => s.Id,
        LlmField.Environment => s.Environment,
        _ => null,
    };

    public static decimal? Number(LlmSession s, LlmField field) => field switch
    {
        LlmField.Time => s.FirstNs,
        LlmField.EndTime => s.LastNs,
        LlmField.Count => 1,
        LlmField.LatencyMs => (s.LastNs - s.FirstNs) / NsPerMs,
        LlmField.InputTokens => s.InputTokens,
        LlmField.OutputTokens => s.OutputTokens,
        LlmField.TotalTokens => s.TotalTokens,
        LlmField.TotalCost => s.TotalCost,
        LlmField.ObservationCount => s.ObservationCount,
        LlmField.ErrorCount => s.ErrorCount,
        LlmField.TraceCount => s.TraceCount,
        _ => null,
    };

    public static string Upper(LlmObservationType type) => type.ToString().ToUpperInvariant();

    public static string Upper(LlmLevel level) => level.ToString().ToUpperInvariant();

    public static string Upper(LlmScoreDataType type) => type.ToString().ToUpperInvariant();

    public static string Upper(LlmScoreSource source) => source.ToString().ToUpperInvariant();

    public static string Flag(bool value) => value ? "true" : "false";

    /// <summary>A member of a JSON object as text: a string without quotes, anything else as JSON. Dots lead into nested objects.</summary>
    public static string? Member(string? json, string? key)
    {
        if (json is null || key is null)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Find(document.RootElement, key) is { } value ? AsText(value) : null;
        }
        catch (JsonException)
        {
            return null; // Metadata that is no JSON has no members.
        }
    }

    private static JsonElement? Find(JsonElement owner, string key)
    {
        if (owner.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (owner.TryGetProperty(key, out JsonElement value))
        {
            return value;
        }

        int dot = key.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && owner.TryGetProperty(key[..dot], out JsonElement inner) ? Find(inner, key[(dot + 1)..]) : null;
    }

    private static string? AsText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null => null,
        _ => value.GetRawText(),
    };

    private static decimal? Known(LlmObservation o, long tokens) => o.UsageDetails.Count > 0 ? tokens : null;

    private static decimal? PerSecond(decimal? tokens, long? durationNs) => durationNs is > 0 and { } ns ? tokens * 1_000_000_000 / ns : null;
}
