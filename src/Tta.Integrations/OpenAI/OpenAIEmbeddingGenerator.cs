// Adapter of the official OpenAI SDK (embeddings API) to the contracts of Microsoft.Extensions.AI.

using System.ClientModel;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Embeddings;

namespace Tta.Integrations;

/// <summary>
/// Embeddings of OpenAI or any server that speaks its embeddings API. Failures are <see cref="ModelCallException"/>; the SDK's own retries are
/// off. Thread-safe.
/// </summary>
public sealed class OpenAIEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private const string DefaultModel = "text-embedding-3-small";

    private readonly OpenAIConnection _connection;
    private readonly EmbeddingGeneratorMetadata _metadata;

    /// <summary>Creates a generator.</summary>
    /// <param name="endpoint">The server.</param>
    /// <param name="model">Model when a request names none. Default: <c>text-embedding-3-small</c>.</param>
    /// <param name="apiKey">Key; default: the endpoint's environment variable.</param>
    /// <param name="httpClient">Transport, not disposed here; default: an own one.</param>
    /// <param name="time">Clock for retry dates; default: the system's.</param>
    /// <exception cref="InvalidOperationException">The endpoint needs a key and there is none.</exception>
    public OpenAIEmbeddingGenerator(
        OpenAIEndpoint endpoint, string? model = null, string? apiKey = null, HttpClient? httpClient = null, TimeProvider? time = null)
    {
        _connection = new OpenAIConnection(endpoint, apiKey, httpClient, time);
        _metadata = new EmbeddingGeneratorMetadata(endpoint.Provider, endpoint.BaseUrl, model ?? DefaultModel);
    }

    /// <inheritdoc />
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, Microsoft.Extensions.AI.EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            ClientResult<OpenAIEmbeddingCollection> result = await _connection.Client
                .GetEmbeddingClient(options?.ModelId ?? _metadata.DefaultModelId)
                .GenerateEmbeddingsAsync(values, new OpenAI.Embeddings.EmbeddingGenerationOptions { Dimensions = options?.Dimensions }, cancellationToken)
                .ConfigureAwait(false);
            return new GeneratedEmbeddings<Embedding<float>>(result.Value.Select(e => new Embedding<float>(e.ToFloats()) { ModelId = result.Value.Model }))
            {
                Usage = new UsageDetails { InputTokenCount = result.Value.Usage?.InputTokenCount, TotalTokenCount = result.Value.Usage?.TotalTokenCount },
            };
        }
        catch (Exception e) when (_connection.Classify(e, cancellationToken) is { } classified)
        {
            throw classified;
        }
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType == typeof(OpenAIClient) ? _connection.Client
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <inheritdoc />
    public void Dispose() => _connection.Dispose();
}
