using Microsoft.Extensions.AI;
using Tta.Primitives;

namespace Tta.Integrations;

/// <summary>Turns texts into vectors: a step of a workflow, observed and priced. Thread-safe as far as the generator is.</summary>
public sealed class EmbeddingPrimitive : Primitive<IReadOnlyList<string>, IReadOnlyList<ReadOnlyMemory<float>>>
{
    private readonly IEmbeddingGenerator<string, Embedding<float>> _generator;
    private readonly EmbeddingGenerationOptions? _options;

    /// <summary>Creates the step.</summary>
    /// <param name="name">Name of the step in spans and metrics, for example <c>EmbedQuestion</c>.</param>
    /// <param name="generator">The model. It is observed here unless it is already; it is not disposed here.</param>
    /// <param name="options">Model and dimensions; default: the generator's.</param>
    public EmbeddingPrimitive(string name, IEmbeddingGenerator<string, Embedding<float>> generator, EmbeddingGenerationOptions? options = null)
        : base(name)
    {
        _options = options;
        _generator = generator.GetService(typeof(InstrumentedEmbeddingGenerator)) is null ? new InstrumentedEmbeddingGenerator(generator) : generator;
    }

    /// <inheritdoc />
    protected override async ValueTask<IReadOnlyList<ReadOnlyMemory<float>>> ExecuteCoreAsync(
        IReadOnlyList<string> input, WorkflowContext context, CancellationToken cancellationToken)
    {
        GeneratedEmbeddings<Embedding<float>> embeddings = await _generator.GenerateAsync(input, _options, cancellationToken).ConfigureAwait(false);
        return [.. embeddings.Select(embedding => embedding.Vector)];
    }
}
