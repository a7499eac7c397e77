#pragma warning disable OPENAI001 // Seed, reasoning effort and service tier are marked experimental in the SDK; they are plain request members.

using Microsoft.Extensions.AI;
using Sdk = OpenAI.Chat;

namespace Tta.Integrations;

/// <summary>Turns messages and options into those of the OpenAI SDK.</summary>
internal static class OpenAIRequest
{
    private const string ServiceTier = "service_tier";
    private const string DefaultSchemaName = "answer";
    private const int MaxSchemaNameLength = 64;

    public static List<Sdk.ChatMessage> Messages(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        List<Sdk.ChatMessage> result = [];
        if (options?.Instructions is { Length: > 0 } instructions)
        {
            result.Add(new Sdk.SystemChatMessage(instructions));
        }

        foreach (ChatMessage message in messages)
        {
            if (message.Role == ChatRole.System)
            {
                result.Add(new Sdk.SystemChatMessage(message.Text));
            }
            else if (message.Role == ChatRole.Assistant)
            {
                result.Add(Assistant(message));
            }
            else if (message.Role == ChatRole.Tool)
            {
                result.AddRange(message.Contents.OfType<FunctionResultContent>()
                    .Select(tool => new Sdk.ToolChatMessage(tool.CallId, ResultText(tool))));
            }
            else
            {
                result.Add(new Sdk.UserChatMessage(message.Contents.Select(Part).OfType<Sdk.ChatMessageContentPart>()));
            }
        }

        return result;
    }

    public static Sdk.ChatCompletionOptions Options(ChatOptions? options)
    {
        Sdk.ChatCompletionOptions result = new();
        if (options is null)
        {
            return result;
        }

        result.Temperature = options.Temperature;
        result.TopP = options.TopP;
        result.MaxOutputTokenCount = options.MaxOutputTokens;
        result.FrequencyPenalty = options.FrequencyPenalty;
        result.PresencePenalty = options.PresencePenalty;
        result.Seed = options.Seed;
        result.ResponseFormat = Format(options.ResponseFormat);
        result.ReasoningEffortLevel = Effort(options.Reasoning?.Effort);
        if (options.AdditionalProperties?.TryGetValue(ServiceTier, out object? tier) is true && tier is string name)
        {
            result.ServiceTier = new Sdk.ChatServiceTier(name);
        }

        foreach (string stop in options.StopSequences ?? [])
        {
            result.StopSequences.Add(stop);
        }

        AddTools(result, options);
        return result;
    }

    private static void AddTools(Sdk.ChatCompletionOptions result, ChatOptions options)
    {
        foreach (AIFunctionDeclaration function in options.Tools?.OfType<AIFunctionDeclaration>() ?? [])
        {
            result.Tools.Add(Sdk.ChatTool.CreateFunctionTool(
                function.Name, function.Description, BinaryData.FromString(function.JsonSchema.GetRawText())));
        }

        if (result.Tools.Count > 0)
        {
            result.AllowParallelToolCalls = options.AllowMultipleToolCalls;
            result.ToolChoice = options.ToolMode switch
            {
                NoneChatToolMode => Sdk.ChatToolChoice.CreateNoneChoice(),
                AutoChatToolMode => Sdk.ChatToolChoice.CreateAutoChoice(),
                RequiredChatToolMode { RequiredFunctionName: { } function } => Sdk.ChatToolChoice.CreateFunctionChoice(function),
                RequiredChatToolMode => Sdk.ChatToolChoice.CreateRequiredChoice(),
                _ => null,
            };
        }
    }

    private static Sdk.ChatResponseFormat? Format(ChatResponseFormat? format) => format switch
    {
        ChatResponseFormatText => Sdk.ChatResponseFormat.CreateTextFormat(),
        ChatResponseFormatJson { Schema: { } schema } json => Sdk.ChatResponseFormat.CreateJsonSchemaFormat(
            SchemaName(json.SchemaName), BinaryData.FromString(schema.GetRawText()), json.SchemaDescription),
        ChatResponseFormatJson => Sdk.ChatResponseFormat.CreateJsonObjectFormat(),
        _ => null,
    };

    // The API takes 1 to 64 letters, digits, _ and -; names of steps may have more.
    private static string SchemaName(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return DefaultSchemaName;
        }

        char[] allowed = name.AsSpan(0, Math.Min(name.Length, MaxSchemaNameLength)).ToArray();
        for (int i = 0; i < allowed.Length; i++)
        {
            allowed[i] = char.IsAsciiLetterOrDigit(allowed[i]) || allowed[i] is '-' ? allowed[i] : '_';
        }

        return new string(allowed);
    }

    private static Sdk.ChatReasoningEffortLevel? Effort(ReasoningEffort? effort) => effort switch
    {
        ReasoningEffort.None => Sdk.ChatReasoningEffortLevel.None,
        ReasoningEffort.Low => Sdk.ChatReasoningEffortLevel.Low,
        ReasoningEffort.Medium => Sdk.ChatReasoningEffortLevel.Medium,
        ReasoningEffort.High => Sdk.ChatReasoningEffortLevel.High,
        ReasoningEffort.ExtraHigh => new Sdk.ChatReasoningEffortLevel("xhigh"),
        _ => default(Sdk.ChatReasoningEffortLevel?), // a plain null would go through the type's conversion from string
    };

    private static Sdk.AssistantChatMessage Assistant(ChatMessage message)
    {
        List<Sdk.ChatToolCall> calls = [.. message.Contents.OfType<FunctionCallContent>().Select(call => Sdk.ChatToolCall.CreateFunctionToolCall(
            call.CallId, call.Name, BinaryData.FromString(call.Arguments is null ? "{}" : JsonText.OfValue(call.Arguments))))];
        if (calls.Count == 0)
        {
            return new Sdk.AssistantChatMessage(message.Text);
        }

        Sdk.AssistantChatMessage result = new(calls);
        if (message.Text.Length > 0)
        {
            result.Content.Add(Sdk.ChatMessageContentPart.CreateTextPart(message.Text));
        }

        return result;
    }

    private static string ResultText(FunctionResultContent result)
        => result.Exception is { } exception && result.Result is null ? $"error: {exception.Message}" : JsonText.OfValue(result.Result);

    private static Sdk.ChatMessageContentPart? Part(AIContent content) => content switch
    {
        TextContent text => Sdk.ChatMessageContentPart.CreateTextPart(text.Text),
        UriContent uri when uri.HasTopLevelMediaType("image") => Sdk.ChatMessageContentPart.CreateImagePart(uri.Uri),
        DataContent data when data.HasTopLevelMediaType("image")
            => Sdk.ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(data.Data), data.MediaType),
        DataContent data when data.HasTopLevelMediaType("audio") => Sdk.ChatMessageContentPart.CreateInputAudioPart(
            BinaryData.FromBytes(data.Data),
            data.MediaType.EndsWith("wav", StringComparison.Ordinal) ? Sdk.ChatInputAudioFormat.Wav : Sdk.ChatInputAudioFormat.Mp3),
        DataContent data => Sdk.ChatMessageContentPart.CreateFilePart(BinaryData.FromBytes(data.Data), data.MediaType, data.Name ?? "file"),
        _ => null,
    };
}
