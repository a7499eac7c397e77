using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Tta.Integrations.Testing;
using Tta.Integrations.Tests.Telemetry;
using Tta.Primitives;

namespace Tta.Integrations.Tests.Embeddings;

public sealed class EmbeddingTests
{
    [Fact]
    public async Task OfflineVectors_AreCloseForTextsThatShareWords()
    {
        using OfflineEmbeddingGenerator generator = new();

        GeneratedEmbeddings<Embedding<float>> vectors = await generator.GenerateAsync(
            ["The invoice is due in March", "Invoices due in March are paid late", "The whale swims under the ice", ""]);

        Assert.True(Cosine(vectors[0], vectors[1]) > 0.4);
        Assert.True(Cosine(vectors[0], vectors[1]) > Cosine(vectors[0], vectors[2]) + 0.2);
        Assert.Equal(1, Cosine(vectors[0], vectors[0]), 5);
        Assert.All(vectors[3].Vector.ToArray(), x => Assert.Equal(0, x));
    }

    [Fact]
    public async Task Step_IsObservedAndPriced()
    {
        using Listener listener = new();
        EmbeddingPrimitive embed = new("EmbedQuestion", new OfflineEmbeddingGenerator(provider: "openai"));

        IReadOnlyList<ReadOnlyMemory<float>> vectors = await embed.ExecuteAsync(["Which invoices are due?", "And when?"]);

        Assert.Equal([512, 512], vectors.Select(vector => vector.Length));
        Activity span = listener.Spans.Single(span => span.Source.Name == "Tta.Integrations");
        Assert.Equal("embeddings text-embedding-3-small", span.DisplayName);
        Assert.Equal("embeddings", span.GetTagItem("gen_ai.operation.name"));
        Assert.Equal(512, span.GetTagItem("gen_ai.embeddings.dimension.count"));
        long tokens = (long)span.GetTagItem("gen_ai.usage.input_tokens")!;
        Assert.Equal(tokens, listener.Sum("llm.tokens", "token.type=input"));
        Assert.Equal(tokens * 0.00000002, (double)span.GetTagItem("gen_ai.usage.cost")!, 12);
        Assert.Contains("Which invoices are due?", (string)span.GetCustomProperty("gen_ai.input.messages")!);
        Assert.DoesNotContain(span.TagObjects, tag => $"{tag.Value}".Contains("invoices", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OpenAI_SendsTextsAndReadsVectors()
    {
        ScriptedHttp http = new(ScriptedHttp.Json("""
            {"object":"list","model":"text-embedding-3-small","data":[{"object":"embedding","index":0,"embedding":[0.5,-0.25]}],"usage":{"prompt_tokens":3,"total_tokens":3}}
            """));
        using OpenAIEmbeddingGenerator generator = new(OpenAIEndpoint.OpenAI, apiKey: "key-1", httpClient: new HttpClient(http));

        GeneratedEmbeddings<Embedding<float>> result = await generator.GenerateAsync(["hello"], new EmbeddingGenerationOptions { Dimensions = 2 });

        Assert.Equal([0.5f, -0.25f], result[0].Vector.ToArray());
        Assert.Equal(3, result.Usage!.InputTokenCount);
        using JsonDocument body = JsonDocument.Parse(http.Body());
        Assert.Equal("hello", body.RootElement.GetProperty("input")[0].GetString());
        Assert.Equal(2, body.RootElement.GetProperty("dimensions").GetInt32());
    }

    [Fact]
    public async Task OpenAI_FailuresAreClassified()
    {
        using OpenAIEmbeddingGenerator generator = new(OpenAIEndpoint.OpenAI, apiKey: "key-1", httpClient: new HttpClient(
            new ScriptedHttp(ScriptedHttp.Json("{}", HttpStatusCode.TooManyRequests, ("retry-after", "3")))));

        ModelCallException error = await Assert.ThrowsAsync<ModelCallException>(() => generator.GenerateAsync(["hello"]));

        Assert.Equal((ModelErrorKind.RateLimited, TimeSpan.FromSeconds(3)), (error.Kind, error.RetryAfter));
    }

    private static double Cosine(Embedding<float> a, Embedding<float> b) => a.Vector.ToArray().Zip(b.Vector.ToArray(), (x, y) => (double)x * y).Sum();
}
