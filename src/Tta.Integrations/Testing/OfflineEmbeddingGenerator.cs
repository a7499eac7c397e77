using Microsoft.Extensions.AI;

namespace Tta.Integrations.Testing;

/// <summary>
/// Embeddings without a network: each word stem adds to a place of the vector chosen by its hash, and the vector is scaled to length 1. Texts
/// that share words are close; meaning beyond words is not seen. The same text gives the same vector everywhere. Thread-safe.
/// </summary>
/// <param name="model">Name of the model it stands for; decides the prices.</param>
/// <param name="provider">Value of <c>gen_ai.provider.name</c>.</param>
/// <param name="dimensions">Length of the vectors.</param>
public sealed class OfflineEmbeddingGenerator(string model = "text-embedding-3-small", string provider = "offline", int dimensions = 512)
    : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int StemLength = 6;

    private readonly EmbeddingGeneratorMetadata _metadata = new(provider, providerUri: null, model, dimensions);

    /// <inheritdoc />
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        GeneratedEmbeddings<Embedding<float>> result = [];
        long tokens = 0;
        foreach (string text in values)
        {
            tokens += OfflineTokenizer.Count(text);
            result.Add(new Embedding<float>(VectorOf(text, options?.Dimensions ?? dimensions)) { ModelId = options?.ModelId ?? model });
        }

        result.Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens };
        return Task.FromResult(result);
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // Nothing is held.
    }

    private static float[] VectorOf(string text, int length)
    {
        float[] vector = new float[length];
        foreach (Range word in text.AsSpan().SplitAny(" \t\r\n.,;:!?\"'()[]/-"))
        {
            ReadOnlySpan<char> letters = text.AsSpan(word);
            if (letters.Length > 2)
            {
                string stem = letters[..Math.Min(StemLength, letters.Length)].ToString().ToLowerInvariant();
                vector[StableHash.Add(StableHash.Start, stem) % (ulong)length] += 1;
            }
        }

        float norm = MathF.Sqrt(vector.Sum(x => x * x));
        return norm > 0 ? Array.ConvertAll(vector, x => x / norm) : vector;
    }
}
