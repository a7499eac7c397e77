using Tta.Model;

namespace Tta.Storage.Llm;

/// <summary>
/// Lets calls share the texts that most of them have in common: names, models, parameters, system instructions, tool definitions.
/// Not thread-safe.
/// </summary>
internal sealed class SharedTexts
{
    private const int MaxTexts = 4096;

    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);

    public LlmObservation Share(LlmObservation call) => call with
    {
        Name = Share(call.Name),
        Operation = Share(call.Operation),
        Model = Share(call.Model),
        Provider = Share(call.Provider),
        Persona = Share(call.Persona),
        ChatMode = Share(call.ChatMode),
        Workspace = Share(call.Workspace),
        Service = Share(call.Service),
        SessionId = Share(call.SessionId),
        WorkflowName = Share(call.WorkflowName),
        FinishReason = Share(call.FinishReason),
        SystemInstructionsJson = Share(call.SystemInstructionsJson),
        ToolDefinitionsJson = Share(call.ToolDefinitionsJson),
        ModelParametersJson = Share(call.ModelParametersJson),
    };

    private string? Share(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (_texts.TryGetValue(text, out string? known))
        {
            return known;
        }

        if (_texts.Count == MaxTexts)
        {
            _texts.Clear(); // Starting anew costs little; keeping texts that nobody uses any more would cost memory.
        }

        _texts.Add(text);
        return text;
    }
}
