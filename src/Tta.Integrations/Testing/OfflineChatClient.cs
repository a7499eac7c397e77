using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Tta.Integrations.Testing;

/// <summary>
/// A chat client that needs no network, for tests, samples and demonstrations: the same prompt gives the same answer, tokens,
/// latency and failures, decided by the seed. Tokens are counted by <see cref="OfflineTokenizer"/>. Thread-safe.
/// </summary>
public sealed class OfflineChatClient : IChatClient
{
    private const int TokensPerMessage = 4;
    private const int MaxRememberedFailures = 10_000;
    private const double FirstChunkShare = 0.3;

    private readonly OfflineModel _model;
    private readonly ChatClientMetadata _metadata;
    private readonly ConcurrentDictionary<ulong, int> _failures = new();

    /// <summary>Creates a client.</summary>
    /// <param name="model">How it behaves.</param>
    /// <exception cref="ArgumentOutOfRangeException">The failure ratio is not within 0 to 1, or the latencies are negative or reversed.</exception>
    public OfflineChatClient(OfflineModel model)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(model.FailureRatio);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(model.FailureRatio, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(model.MinLatency, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(model.MaxLatency, model.MinLatency);
        _model = model;
        _metadata = new ChatClientMetadata(model.Provider, providerUri: null, model.Model);
    }

    /// <inheritdoc />
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        OfflineRequest request = new([.. messages], options);
        ulong identity = IdentityOf(request);
        await DelayAsync(LatencyOf(request, identity), cancellationToken).ConfigureAwait(false);
        ThrowIfItsTurn(identity);
        OfflineAnswer answer = _model.Answer(request);
        ChatMessage message = new(ChatRole.Assistant, Contents(answer));
        return new ChatResponse(message)
        {
            ResponseId = ResponseId(identity),
            ModelId = ModelOf(request),
            CreatedAt = _model.Time.GetUtcNow(),
            FinishReason = FinishReasonOf(answer),
            Usage = UsageOf(request, answer),
        };
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        OfflineRequest request = new([.. messages], options);
        ulong identity = IdentityOf(request);
        TimeSpan latency = LatencyOf(request, identity);
        await DelayAsync(latency * FirstChunkShare, cancellationToken).ConfigureAwait(false);
        ThrowIfItsTurn(identity);
        OfflineAnswer answer = _model.Answer(request);
        string[] tokens = [.. OfflineTokenizer.Split(answer.Text)];
        foreach (string token in tokens)
        {
            yield return Update(new TextContent(token));
            await DelayAsync(latency * (1 - FirstChunkShare) / tokens.Length, cancellationToken).ConfigureAwait(false);
        }

        ChatResponseUpdate last = Update([.. answer.ToolCalls, new UsageContent(UsageOf(request, answer))]);
        last.FinishReason = FinishReasonOf(answer);
        yield return last;

        ChatResponseUpdate Update(params IList<AIContent> contents) => new(ChatRole.Assistant, contents)
        {
            ResponseId = ResponseId(identity),
            MessageId = ResponseId(identity),
            ModelId = ModelOf(request),
        };
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // Nothing is held.
    }

    private static List<AIContent> Contents(OfflineAnswer answer)
        => answer.Text.Length > 0 ? [new TextContent(answer.Text), .. answer.ToolCalls] : [.. answer.ToolCalls];

    private static ChatFinishReason FinishReasonOf(OfflineAnswer answer)
        => answer.ToolCalls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop;

    private static string ResponseId(ulong identity) => string.Create(CultureInfo.InvariantCulture, $"offline-{identity:x16}");

    private static UsageDetails UsageOf(OfflineRequest request, OfflineAnswer answer)
    {
        int input = OfflineTokenizer.Count(request.Options?.Instructions ?? "")
            + request.Messages.Sum(message => TokensPerMessage + message.Contents.Sum(TokensOf));
        int output = OfflineTokenizer.Count(answer.Text) + answer.ToolCalls.Sum(TokensOf);
        return new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output };
    }

    private static int TokensOf(AIContent content) => content switch
    {
        TextContent text => OfflineTokenizer.Count(text.Text),
        FunctionCallContent call => OfflineTokenizer.Count(call.Name) + OfflineTokenizer.Count(JsonText.OfValue(call.Arguments)),
        FunctionResultContent result => OfflineTokenizer.Count(JsonText.OfValue(result.Result)),
        _ => 0,
    };

    private string ModelOf(OfflineRequest request) => request.Options?.ModelId ?? _model.Model;

    private TimeSpan LatencyOf(OfflineRequest request, ulong identity)
        => _model.Latency?.Invoke(request)
            ?? _model.MinLatency + (_model.MaxLatency - _model.MinLatency) * StableHash.Ratio(StableHash.Add(identity, "latency"));

    private async ValueTask DelayAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, _model.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private void ThrowIfItsTurn(ulong identity)
    {
        int attempt = _failures.GetValueOrDefault(identity);
        if (StableHash.Ratio(StableHash.Add(identity, string.Create(CultureInfo.InvariantCulture, $"attempt {attempt}"))) >= _model.FailureRatio)
        {
            _failures.TryRemove(identity, out _);
            return;
        }

        if (_failures.Count < MaxRememberedFailures)
        {
            _failures[identity] = attempt + 1;
        }

        throw new ModelCallException(ModelErrorKind.Unavailable, $"{_model.Provider} answered 503 (temporarily unavailable): {_model.Model} is overloaded")
        {
            StatusCode = 503,
            RequestId = ResponseId(identity),
        };
    }

    private ulong IdentityOf(OfflineRequest request)
    {
        ulong hash = StableHash.Add(StableHash.Start, string.Create(CultureInfo.InvariantCulture, $"{_model.Seed} {ModelOf(request)}"));
        hash = StableHash.Add(hash, request.Options?.Instructions ?? "");
        foreach (ChatMessage message in request.Messages)
        {
            hash = StableHash.Add(StableHash.Add(hash, message.Role.Value), message.Text);
        }

        return hash;
    }
}
