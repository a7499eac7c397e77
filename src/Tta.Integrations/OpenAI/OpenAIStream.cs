#pragma warning disable SCME0001 // Patch is marked experimental; it is the only way to members that the SDK does not know.

using System.Text;
using Microsoft.Extensions.AI;
using Sdk = OpenAI.Chat;

namespace Tta.Integrations;

/// <summary>Reads one stream of chunks. Tool calls arrive in pieces and are given out whole, after the last chunk.</summary>
internal sealed class OpenAIStream(string provider)
{
    private readonly SortedDictionary<int, PartialCall> _calls = [];
    private string? _responseId;
    private string? _model;

    /// <exception cref="ModelCallException">The chunk is an error; the SDK passes over those.</exception>
    public ChatResponseUpdate Read(Sdk.StreamingChatCompletionUpdate chunk)
    {
        if (chunk.Patch.TryGetJson("$.error"u8, out ReadOnlyMemory<byte> error))
        {
            throw HttpFailure.FromStream(provider, Encoding.UTF8.GetString(error.Span));
        }

        _responseId ??= chunk.CompletionId;
        _model ??= chunk.Model;
        foreach (Sdk.StreamingChatToolCallUpdate piece in chunk.ToolCallUpdates)
        {
            if (!_calls.TryGetValue(piece.Index, out PartialCall? call))
            {
                _calls[piece.Index] = call = new PartialCall();
            }

            call.Id ??= piece.ToolCallId;
            call.Name ??= piece.FunctionName;
            call.Arguments.Append(piece.FunctionArgumentsUpdate);
        }

        ChatResponseUpdate update = NewUpdate();
        update.CreatedAt = chunk.CreatedAt;
        update.RawRepresentation = chunk;
        update.FinishReason = chunk.FinishReason is { } reason ? OpenAIResponse.FinishReason(reason) : null;
        OpenAIResponse.AddParts(update.Contents, chunk.ContentUpdate);
        OpenAIResponse.AddRefusal(update.Contents, chunk.RefusalUpdate);
        if (chunk.Usage is { } usage)
        {
            update.Contents.Add(new UsageContent(OpenAIResponse.Usage(usage)));
        }

        return update;
    }

    public ChatResponseUpdate? TakeToolCalls()
    {
        if (_calls.Count == 0)
        {
            return null;
        }

        ChatResponseUpdate update = NewUpdate();
        foreach (PartialCall call in _calls.Values)
        {
            update.Contents.Add(OpenAIResponse.ToolCall(call.Id ?? "", call.Name ?? "", call.Arguments.ToString()));
        }

        _calls.Clear();
        return update;
    }

    private ChatResponseUpdate NewUpdate()
        => new() { Role = ChatRole.Assistant, ResponseId = _responseId, MessageId = _responseId, ModelId = _model };

    private sealed class PartialCall
    {
        public string? Id { get; set; }

        public string? Name { get; set; }

        public StringBuilder Arguments { get; } = new();
    }
}
