// Spans and metrics by the OpenTelemetry GenAI conventions v1.41.0 (docs/gen-ai), embeddings spans.

using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace Tta.Integrations;

/// <summary>
/// Observes an embedding generator: a span <c>embeddings {model}</c>, tokens, cost and metrics as for chat. The texts are attached for the
/// exporter of model calls only. When nobody listens, calls are passed on at no cost. Thread-safe as far as the inner generator is.
/// </summary>
public sealed class InstrumentedEmbeddingGenerator : DelegatingEmbeddingGenerator<string, Embedding<float>>
{
    private readonly ModelTelemetryOptions _options;
    private readonly ModelCallTarget _target;

    /// <summary>Wraps a generator, which is disposed with this one.</summary>
    /// <param name="innerGenerator">The generator to observe.</param>
    /// <param name="options">Prices, content, clock; default: the shipped prices, content attached, the system's clock.</param>
    public InstrumentedEmbeddingGenerator(IEmbeddingGenerator<string, Embedding<float>> innerGenerator, ModelTelemetryOptions? options = null)
        : base(innerGenerator)
    {
        _options = options ?? ModelTelemetryOptions.Default;
        EmbeddingGeneratorMetadata? metadata = innerGenerator.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;
        _target = new ModelCallTarget(_options.Provider ?? metadata?.ProviderName ?? "_OTHER", metadata?.DefaultModelId, metadata?.ProviderUri);
    }

    /// <inheritdoc />
    public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        => ModelCall.IsObserved ? ObserveAsync(values, options, cancellationToken) : base.GenerateAsync(values, options, cancellationToken);

    private async Task<GeneratedEmbeddings<Embedding<float>>> ObserveAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options, CancellationToken cancellationToken)
    {
        ModelCall call = ModelCall.Start(_target, GenAi.Embeddings, options?.ModelId, _options);
        GeneratedEmbeddings<Embedding<float>> result;
        try
        {
            values = Describe(call.Span, values, options);
            result = await base.GenerateAsync(values, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            call.Fail(e, e is OperationCanceledException && cancellationToken.IsCancellationRequested);
            throw;
        }

        string? model = null;
        if (result.Count > 0)
        {
            model = result[0].ModelId;
            SelfDiagnostics.Guard("response", () => call.Span?.SetTag(GenAi.EmbeddingsDimensionCount, result[0].Vector.Length));
        }

        TokenUsage usage = TokenUsage.From(result.Usage);
        call.Succeed(model, usage, ModelPricing.CostOf(_options.PriceBook, model, call.Model, usage, options?.AdditionalProperties));
        return result;
    }

    private IEnumerable<string> Describe(Activity? span, IEnumerable<string> values, EmbeddingGenerationOptions? options)
    {
        if (span is not { IsAllDataRequested: true })
        {
            return values;
        }

        IReadOnlyCollection<string>? read = _options.CaptureContent ? values as IReadOnlyCollection<string> ?? [.. values] : null;
        SelfDiagnostics.Guard("request", () =>
        {
            if (options?.Dimensions is { } dimensions)
            {
                span.SetTag(GenAi.EmbeddingsDimensionCount, dimensions);
            }

            if (read is not null)
            {
                span.SetCustomProperty(GenAi.InputMessages, MessageJson.Input(read.Select(text => new ChatMessage(ChatRole.User, text))));
            }
        });
        return read ?? values;
    }
}
