using Tta.Model;

namespace Tta.Storage.Llm.Reports;

/// <summary>What is shown of folded reports.</summary>
internal static class Views
{
    public const string DefaultEnvironment = "default";

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
}
