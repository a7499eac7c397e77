#pragma warning disable SCME0001 // Patch is marked experimental; it is the only way to members that the SDK does not know.

using System.Text;
using Microsoft.Extensions.AI;
using Sdk = OpenAI.Chat;

namespace Tta.Integrations;

/// <summary>Reads one stream of chunks. Tool calls arrive in pieces and are given out whole, after the last chunk.</summary>
internal sealed class OpenAIStream(string provider)
{
    private readonly List<PartialCall> _calls = [];
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
            PartialCall call = CallOf(piece);
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
        foreach (PartialCall call in _calls.OrderBy(static call => call.Index))
        {
            update.Contents.Add(OpenAIResponse.ToolCall(call.Id ?? "", call.Name ?? "", call.Arguments.ToString()));
        }

        _calls.Clear();
        return update;
    }

    // The latest call of the index, unless the piece names another: some servers give all calls of an answer the index 0.
    private PartialCall CallOf(Sdk.StreamingChatToolCallUpdate piece)
    {
        string? id = string.IsNullOrEmpty(piece.ToolCallId) ? null : piece.ToolCallId;
        PartialCall? call = _calls.FindLast(known => known.Index == piece.Index);
        if (call is null || (id is not null && call.Id is not null && call.Id != id))
        {
            call = new PartialCall { Index = piece.Index };
            _calls.Add(call);
        }

        call.Id ??= id;
        return call;
    }

    private ChatResponseUpdate NewUpdate()
        => new() { Role = ChatRole.Assistant, ResponseId = _responseId, MessageId = _responseId, ModelId = _model };

    private sealed class PartialCall
    {
        public required int Index { get; init; }

        public string? Id { get; set; }

        public string? Name { get; set; }

        public StringBuilder Arguments { get; } = new();
    }
}
