// Adapter of the official OpenAI SDK (chat completions API) to the contracts of Microsoft.Extensions.AI.

using System.ClientModel;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI;
using Sdk = OpenAI.Chat;

namespace Tta.Integrations;

/// <summary>
/// Chat with OpenAI or any server that speaks its chat completions API: answers, streams, tools, structured output. Failures
/// are <see cref="ModelCallException"/>. The SDK's own retries are off, so that every attempt is seen; put a retry primitive
/// around the call. Thread-safe.
/// </summary>
public sealed class OpenAIChatClient : IChatClient
{
    private readonly OpenAIConnection _connection;
    private readonly ChatClientMetadata _metadata;

    /// <summary>Creates a client.</summary>
    /// <param name="endpoint">The server.</param>
    /// <param name="model">Model when a request names none; default: the endpoint's.</param>
    /// <param name="apiKey">Key; default: the endpoint's environment variable.</param>
    /// <param name="httpClient">Transport, not disposed here; default: an own one.</param>
    /// <param name="time">Clock for retry dates; default: the system's.</param>
    /// <exception cref="InvalidOperationException">The endpoint needs a key and there is none.</exception>
    public OpenAIChatClient(OpenAIEndpoint endpoint, string? model = null, string? apiKey = null, HttpClient? httpClient = null, TimeProvider? time = null)
    {
        _connection = new OpenAIConnection(endpoint, apiKey, httpClient, time);
        _metadata = new ChatClientMetadata(endpoint.Provider, endpoint.BaseUrl, model ?? endpoint.DefaultModel);
    }

    /// <inheritdoc />
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            ClientResult<Sdk.ChatCompletion> result = await ChatClientOf(options)
                .CompleteChatAsync(OpenAIRequest.Messages(messages, options), OpenAIRequest.Options(options), cancellationToken).ConfigureAwait(false);
            return OpenAIResponse.From(result.Value);
        }
        catch (Exception e) when (_connection.Classify(e, cancellationToken) is { } classified)
        {
            throw classified;
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IAsyncEnumerator<Sdk.StreamingChatCompletionUpdate> stream = ChatClientOf(options)
            .CompleteChatStreamingAsync(OpenAIRequest.Messages(messages, options), OpenAIRequest.Options(options), cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        await using ConfiguredAsyncDisposable disposal = stream.ConfigureAwait(false);
        OpenAIStream state = new(_metadata.ProviderName!);
        while (await MoveNextAsync(stream, cancellationToken).ConfigureAwait(false))
        {
            yield return state.Read(stream.Current);
        }

        if (state.TakeToolCalls() is { } toolCalls)
        {
            yield return toolCalls;
        }
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType == typeof(OpenAIClient) ? _connection.Client
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <inheritdoc />
    public void Dispose() => _connection.Dispose();

    private Sdk.ChatClient ChatClientOf(ChatOptions? options) => _connection.Client.GetChatClient(options?.ModelId ?? _metadata.DefaultModelId);

    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<Sdk.StreamingChatCompletionUpdate> stream, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (_connection.Classify(e, cancellationToken) is { } classified)
        {
            throw classified;
        }
    }
}
