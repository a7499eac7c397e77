using System.Text.Json;
using Microsoft.Extensions.AI;
using Sdk = OpenAI.Chat;

namespace Tta.Integrations;

/// <summary>Turns answers of the OpenAI SDK into those of Microsoft.Extensions.AI.</summary>
internal static class OpenAIResponse
{
    public static ChatResponse From(Sdk.ChatCompletion completion)
    {
        ChatMessage message = new(ChatRole.Assistant, (IList<AIContent>)[]) { MessageId = completion.Id, RawRepresentation = completion };
        AddParts(message.Contents, completion.Content);
        foreach (Sdk.ChatToolCall call in completion.ToolCalls)
        {
            message.Contents.Add(ToolCall(call.Id, call.FunctionName, call.FunctionArguments.ToString()));
        }

        AddRefusal(message.Contents, completion.Refusal);
        return new ChatResponse(message)
        {
            ResponseId = completion.Id,
            ModelId = completion.Model,
            CreatedAt = completion.CreatedAt,
            FinishReason = FinishReason(completion.FinishReason),
            Usage = completion.Usage is null ? null : Usage(completion.Usage),
            RawRepresentation = completion,
        };
    }

    public static void AddParts(IList<AIContent> contents, Sdk.ChatMessageContent parts)
    {
        foreach (Sdk.ChatMessageContentPart part in parts)
        {
            if (part.Kind == Sdk.ChatMessageContentPartKind.Text)
            {
                contents.Add(new TextContent(part.Text));
            }
        }
    }

    public static void AddRefusal(IList<AIContent> contents, string? refusal)
    {
        if (!string.IsNullOrEmpty(refusal))
        {
            contents.Add(new ErrorContent(refusal) { ErrorCode = "refusal" });
        }
    }

    public static FunctionCallContent ToolCall(string id, string name, string argumentsJson)
        => FunctionCallContent.CreateFromParsedArguments(argumentsJson, id, name, ParseArguments);

    public static ChatFinishReason FinishReason(Sdk.ChatFinishReason reason) => reason switch
    {
        Sdk.ChatFinishReason.Stop => ChatFinishReason.Stop,
        Sdk.ChatFinishReason.Length => ChatFinishReason.Length,
        Sdk.ChatFinishReason.ContentFilter => ChatFinishReason.ContentFilter,
        Sdk.ChatFinishReason.ToolCalls or Sdk.ChatFinishReason.FunctionCall => ChatFinishReason.ToolCalls,
        _ => new ChatFinishReason(reason.ToString()),
    };

    public static UsageDetails Usage(Sdk.ChatTokenUsage usage) => new()
    {
        InputTokenCount = usage.InputTokenCount,
        OutputTokenCount = usage.OutputTokenCount,
        TotalTokenCount = usage.TotalTokenCount,
        CachedInputTokenCount = usage.InputTokenDetails?.CachedTokenCount,
        ReasoningTokenCount = usage.OutputTokenDetails?.ReasoningTokenCount,
#pragma warning disable MEAI001 // Audio counts are marked experimental in the contracts; audio has its own price.
        InputAudioTokenCount = usage.InputTokenDetails?.AudioTokenCount,
        OutputAudioTokenCount = usage.OutputTokenDetails?.AudioTokenCount,
#pragma warning restore MEAI001
    };

    private static Dictionary<string, object?>? ParseArguments(string json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => (object?)member.Value.Clone());
    }
}
