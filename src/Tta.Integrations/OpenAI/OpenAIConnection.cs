using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;

namespace Tta.Integrations;

/// <summary>The SDK's client for one endpoint, without retries of its own, and the classes of its failures. Thread-safe.</summary>
internal sealed class OpenAIConnection : IDisposable
{
    // The SDK insists on a key; servers that need none ignore it.
    private const string NoKey = "none";

    private readonly HttpClient? _ownedHttpClient;
    private readonly string _provider;
    private readonly TimeProvider _time;

    public OpenAIConnection(OpenAIEndpoint endpoint, string? apiKey, HttpClient? httpClient, TimeProvider? time)
    {
        _provider = endpoint.Provider;
        _time = time ?? TimeProvider.System;
        apiKey ??= KeyFromEnvironment(endpoint);
        _ownedHttpClient = httpClient is null ? new HttpClient() : null;
        Client = new OpenAIClient(new ApiKeyCredential(apiKey), new OpenAIClientOptions
        {
            Endpoint = endpoint.BaseUrl,
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            Transport = new HttpClientPipelineTransport(httpClient ?? _ownedHttpClient!),
        });
    }

    public OpenAIClient Client { get; }

    /// <summary>
    /// The classified exception; null when it is the caller's cancellation or no failure of the call. The SDK's exception, which quotes
    /// the answer, is not kept in it.
    /// </summary>
    public ModelCallException? Classify(Exception exception, CancellationToken cancellationToken)
        => exception is ClientResultException { Status: > 0 } answered && answered.GetRawResponse() is { } response
            ? HttpFailure.From(
                _provider, answered.Status, BodyOf(response, answered),
                name => response.Headers.TryGetValue(name, out string? value) ? value : null, _time.GetUtcNow())
            : TransportFailure.From(
                _provider, (exception as ClientResultException)?.InnerException ?? exception, cancellationToken.IsCancellationRequested);

    public void Dispose() => _ownedHttpClient?.Dispose();

    private static string BodyOf(PipelineResponse response, ClientResultException exception)
        => response.ContentStream is { CanSeek: true } or null ? response.Content.ToString() : exception.Message;

    private static string KeyFromEnvironment(OpenAIEndpoint endpoint)
    {
        if (endpoint.ApiKeyVariable is null)
        {
            return NoKey;
        }

        string? key = Environment.GetEnvironmentVariable(endpoint.ApiKeyVariable);
        return string.IsNullOrWhiteSpace(key)
            ? throw new InvalidOperationException(
                $"cannot call {endpoint.Provider}: the environment variable {endpoint.ApiKeyVariable} is not set; set it or pass a key")
            : key;
    }
}
