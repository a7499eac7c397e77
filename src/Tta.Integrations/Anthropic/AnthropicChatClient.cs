// Adapter of the official Anthropic SDK (messages API), which implements the contracts of Microsoft.Extensions.AI itself.

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Anthropic;
using Anthropic.Core;
using Anthropic.Exceptions;
using Microsoft.Extensions.AI;

namespace Tta.Integrations;

/// <summary>
/// Chat with Anthropic models: answers, streams, tools. Failures are <see cref="ModelCallException"/>. The SDK's own retries
/// are off, so that every attempt is seen; put a retry primitive around the call. Thread-safe.
/// </summary>
/// <remarks>
/// The SDK reads and writes JSON by reflection: a program that is trimmed or compiled ahead of time gets a warning where it creates this
/// client. The rest of the library is free of reflection, and a program that does not create this client stays so.
/// </remarks>
public sealed class AnthropicChatClient : DelegatingChatClient
{
    /// <summary>Model when none is named.</summary>
    public const string DefaultModel = "claude-sonnet-4-5";

    /// <summary>Longest answer, in tokens, when a request does not say: the API demands a number.</summary>
    public const int DefaultMaxOutputTokens = 4096;

    private const string Provider = "anthropic";
    private const string ApiKeyVariable = "ANTHROPIC_API_KEY";
    private const string ReflectionWarning = "The Anthropic SDK reads and writes JSON by reflection.";

    private readonly HttpClient _http;

    private AnthropicChatClient(HttpClient http, IChatClient inner) : base(inner) => _http = http;

    /// <summary>Creates a client.</summary>
    /// <param name="model">Model when a request names none; default: <see cref="DefaultModel"/>.</param>
    /// <param name="apiKey">Key; default: the environment variable <c>ANTHROPIC_API_KEY</c>.</param>
    /// <param name="baseUrl">Address of the API; default: Anthropic's.</param>
    /// <param name="transport">Innermost handler of HTTP requests, not disposed here; default: an own one.</param>
    /// <param name="time">Clock for retry dates; default: the system's.</param>
    /// <exception cref="InvalidOperationException">There is no key.</exception>
    [RequiresUnreferencedCode(ReflectionWarning)]
    [RequiresDynamicCode(ReflectionWarning)]
    public static AnthropicChatClient Create(
        string? model = null, string? apiKey = null, Uri? baseUrl = null, HttpMessageHandler? transport = null, TimeProvider? time = null)
    {
        apiKey ??= Environment.GetEnvironmentVariable(ApiKeyVariable);
        if (string.IsNullOrWhiteSpace(apiKey))
        {
            throw new InvalidOperationException($"cannot call {Provider}: the environment variable {ApiKeyVariable} is not set; set it or pass a key");
        }

        HttpClient http = new(
            new HttpFailureHandler(Provider, transport ?? new SocketsHttpHandler(), time ?? TimeProvider.System), disposeHandler: transport is null);
        ClientOptions options = new() { ApiKey = apiKey, MaxRetries = 0, HttpClient = http };
        if (baseUrl is not null)
        {
            options.BaseUrl = baseUrl.OriginalString;
        }

        return new AnthropicChatClient(http, new AnthropicClient(options).AsIChatClient(model ?? DefaultModel, DefaultMaxOutputTokens));
    }

    /// <inheritdoc />
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (Classify(e, cancellationToken) is { } classified)
        {
            throw classified;
        }
    }

    /// <inheritdoc />
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IAsyncEnumerator<ChatResponseUpdate> stream = base.GetStreamingResponseAsync(messages, options, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        await using ConfiguredAsyncDisposable disposal = stream.ConfigureAwait(false);
        while (await MoveNextAsync(stream, cancellationToken).ConfigureAwait(false))
        {
            yield return stream.Current;
        }
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _http.Dispose();
        }

        base.Dispose(disposing);
    }

    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<ChatResponseUpdate> stream, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (Classify(e, cancellationToken) is { } classified)
        {
            throw classified;
        }
    }

    // The SDK wraps what the transport throws: the cause says what happened.
    private static ModelCallException? Classify(Exception exception, CancellationToken cancellationToken)
        => exception switch
        {
            ModelCallException => null,
            AnthropicServiceException { Body.ValueKind: JsonValueKind.Object } inStream
                => HttpFailure.FromStream(Provider, inStream.Body.GetRawText()),
            { InnerException: ModelCallException cause } => cause,
            { InnerException: { } cause } when TransportFailure.From(Provider, cause, cancellationToken.IsCancellationRequested) is { } failure
                => failure,
            _ => TransportFailure.From(Provider, exception, cancellationToken.IsCancellationRequested),
        };
}
