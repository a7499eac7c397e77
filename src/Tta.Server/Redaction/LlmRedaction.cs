using Tta.Model;

namespace Tta.Server.Redaction;

/// <summary>Hides what must not be kept in reports about traces of AI work, observations and scores. Thread-safe.</summary>
internal sealed class LlmRedaction(IntakeRedactor redactor)
{
    public void Apply(LlmBatch batch)
    {
        Change(batch.Traces, Hide);
        Change(batch.Observations, Hide);
        Change(batch.Scores, Hide);
        Change(batch.DeletedTraceIds, redactor.Text);
        Change(batch.DeletedScoreIds, redactor.Text);
    }

    private static void Change<T>(List<T> items, Func<T, T> change)
    {
        for (int i = 0; i < items.Count; i++)
        {
            items[i] = change(items[i]);
        }
    }

    private string? Content(string? text) => redactor.KeepsContent ? redactor.Optional(text) : null;

    private LlmTraceChange Hide(LlmTraceChange trace) => trace with
    {
        Id = redactor.Text(trace.Id),
        Name = redactor.Optional(trace.Name),
        UserId = redactor.Optional(trace.UserId),
        SessionId = redactor.Optional(trace.SessionId),
        InputJson = Content(trace.InputJson),
        OutputJson = Content(trace.OutputJson),
        Release = redactor.Optional(trace.Release),
        Version = redactor.Optional(trace.Version),
        MetadataJson = redactor.Optional(trace.MetadataJson),
        Tags = trace.Tags is null ? null : [.. trace.Tags.Select(redactor.Text)],
        Environment = redactor.Optional(trace.Environment),
        Workspace = redactor.Optional(trace.Workspace),
        Service = redactor.Optional(trace.Service),
    };

    private LlmObservationChange Hide(LlmObservationChange call) => call with
    {
        Id = redactor.Text(call.Id),
        TraceId = redactor.Optional(call.TraceId),
        ParentId = redactor.Optional(call.ParentId),
        Name = redactor.Optional(call.Name),
        StatusMessage = redactor.Optional(call.StatusMessage),
        Version = redactor.Optional(call.Version),
        Environment = redactor.Optional(call.Environment),
        InputJson = Content(call.InputJson),
        OutputJson = Content(call.OutputJson),
        MetadataJson = redactor.Optional(call.MetadataJson),
        Operation = redactor.Optional(call.Operation),
        Model = redactor.Optional(call.Model),
        Provider = redactor.Optional(call.Provider),
        ModelParametersJson = redactor.Optional(call.ModelParametersJson),
        SystemInstructionsJson = Content(call.SystemInstructionsJson),
        ToolDefinitionsJson = Content(call.ToolDefinitionsJson),
        PromptName = redactor.Optional(call.PromptName),
        Persona = redactor.Optional(call.Persona),
        ChatMode = redactor.Optional(call.ChatMode),
        WorkflowName = redactor.Optional(call.WorkflowName),
        Workspace = redactor.Optional(call.Workspace),
        Service = redactor.Optional(call.Service),
        FinishReason = redactor.Optional(call.FinishReason),
        Error = redactor.Optional(call.Error),
    };

    private LlmScoreChange Hide(LlmScoreChange score) => score with
    {
        Id = redactor.Text(score.Id),
        Name = redactor.Text(score.Name),
        TraceId = redactor.Optional(score.TraceId),
        ObservationId = redactor.Optional(score.ObservationId),
        SessionId = redactor.Optional(score.SessionId),
        Text = redactor.Optional(score.Text),
        Comment = redactor.Optional(score.Comment),
        MetadataJson = redactor.Optional(score.MetadataJson),
        AuthorUserId = redactor.Optional(score.AuthorUserId),
        Environment = redactor.Optional(score.Environment),
    };
}
