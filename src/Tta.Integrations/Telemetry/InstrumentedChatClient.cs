// Spans and metrics by the OpenTelemetry GenAI conventions v1.41.0 (docs/gen-ai), inference spans.

using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Tta.Pricing;

namespace Tta.Integrations;

/// <summary>
/// Observes every call of a chat client: a span <c>chat {model}</c> with the attributes of the GenAI conventions, tokens, cost,
/// time to the first chunk, and the <c>llm.*</c> and <c>gen_ai.client.*</c> metrics. Messages are attached to the span for the
/// exporter of model calls only, never as attributes. When nobody listens, calls are passed on at no cost. Thread-safe as
/// far as the inner client is.
/// </summary>
public sealed class InstrumentedChatClient : DelegatingChatClient
{
    private readonly ModelTelemetryOptions _options;
    private readonly ModelCallTarget _target;

    /// <summary>Wraps a client, which is disposed with this one.</summary>
    /// <param name="innerClient">The client to observe.</param>
    /// <param name="options">Prices, content, clock; default: the shipped prices, content attached, the system's clock.</param>
    public InstrumentedChatClient(IChatClient innerClient, ModelTelemetryOptions? options = null) : base(innerClient)
    {
        _options = options ?? ModelTelemetryOptions.Default;
        ChatClientMetadata? metadata = innerClient.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata;
        _target = new ModelCallTarget(_options.Provider ?? metadata?.ProviderName ?? "_OTHER", metadata?.DefaultModelId, metadata?.ProviderUri);
    }

    internal ModelTelemetryOptions Telemetry => _options;

    /// <inheritdoc />
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => ModelCall.IsObserved
            ? ObserveAsync(messages, options, cancellationToken)
            : base.GetResponseAsync(messages, options, cancellationToken);

    /// <inheritdoc />
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => ModelCall.IsObserved
            ? ObserveStreamAsync(messages, options, cancellationToken)
            : base.GetStreamingResponseAsync(messages, options, cancellationToken);

    private async Task<ChatResponse> ObserveAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        ModelCall call = ModelCall.Start(_target, GenAi.Chat, options?.ModelId, _options);
        ChatResponse response;
        try
        {
            messages = DescribeRequest(call.Span, messages, options, streaming: false);
            response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            call.Fail(e, e is OperationCanceledException && cancellationToken.IsCancellationRequested);
            throw;
        }

        Complete(call, response, options);
        return response;
    }

    private async IAsyncEnumerable<ChatResponseUpdate> ObserveStreamAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ModelCall call = ModelCall.Start(_target, GenAi.Chat, options?.ModelId, _options);
        List<ChatResponseUpdate> updates = [];
        try
        {
            messages = DescribeRequest(call.Span, messages, options, streaming: true);
            IAsyncEnumerator<ChatResponseUpdate> stream = base.GetStreamingResponseAsync(messages, options, cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            await using ConfiguredAsyncDisposable disposal = stream.ConfigureAwait(false);
            while (await MoveNextAsync(stream, call, updates, options, cancellationToken).ConfigureAwait(false))
            {
                updates.Add(stream.Current);
                call.OnChunk();
                yield return stream.Current;

                // The reader resumed us in its own execution context; spans of the next chunks belong under the call's.
                Activity.Current = call.Span ?? Activity.Current;
            }

            Complete(call, updates.ToChatResponse(), options);
        }
        finally
        {
            if (!call.HasEnded)
            {
                EndEarly(call, updates, options);
            }
        }
    }

    // A yield may not stand in a try with a catch, so the catch is here.
    private async ValueTask<bool> MoveNextAsync(
        IAsyncEnumerator<ChatResponseUpdate> stream, ModelCall call, List<ChatResponseUpdate> updates, ChatOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            EndEarly(call, updates, options, e, e is OperationCanceledException && cancellationToken.IsCancellationRequested);
            throw;
        }
    }

    private void Complete(ModelCall call, ChatResponse response, ChatOptions? options)
    {
        if (call.Span is { IsAllDataRequested: true } span)
        {
            SelfDiagnostics.Guard("response", () => DescribeResponse(span, response));
        }

        TokenUsage usage = TokenUsage.From(response.Usage);
        call.Succeed(response.ModelId, usage, CostOf(call, response.ModelId, usage, options));
    }

    // What was received and used before the end is paid for, whoever broke it off.
    private void EndEarly(ModelCall call, List<ChatResponseUpdate> updates, ChatOptions? options, Exception? failure = null, bool cancelled = false)
    {
        ChatResponse received = updates.ToChatResponse();
        if (call.Span is { IsAllDataRequested: true } span && updates.Count > 0)
        {
            SelfDiagnostics.Guard("response", () => DescribeResponse(span, received));
        }

        TokenUsage usage = TokenUsage.From(received.Usage);
        ModelCost? cost = CostOf(call, received.ModelId, usage, options);
        if (failure is null)
        {
            call.Abandon(received.ModelId, usage, cost);
        }
        else
        {
            call.Fail(failure, cancelled, received.ModelId, usage, cost);
        }
    }

    private ModelCost? CostOf(ModelCall call, string? responseModel, in TokenUsage usage, ChatOptions? options)
        => ModelPricing.CostOf(_options.PriceBook, responseModel, call.Model, usage, options?.AdditionalProperties);

    /// <returns>The messages, as a list when they had to be read for the span.</returns>
    private IEnumerable<ChatMessage> DescribeRequest(Activity? span, IEnumerable<ChatMessage> messages, ChatOptions? options, bool streaming)
    {
        if (span is not { IsAllDataRequested: true })
        {
            return messages;
        }

        // What the caller's sequence throws is the caller's; what is wrong in writing it down is not.
        IReadOnlyCollection<ChatMessage>? read = _options.CaptureContent ? messages as IReadOnlyCollection<ChatMessage> ?? [.. messages] : null;
        SelfDiagnostics.Guard("request", () =>
        {
            if (streaming)
            {
                span.SetTag(GenAi.RequestStream, true);
            }

            RequestTags.Add(span, options);
            if (read is not null)
            {
                AttachRequest(span, read, options);
            }
        });
        return read ?? messages;
    }

    private static void AttachRequest(Activity span, IReadOnlyCollection<ChatMessage> messages, ChatOptions? options)
    {
        span.SetCustomProperty(GenAi.InputMessages, MessageJson.Input(messages));
        if (options?.Instructions is { Length: > 0 } instructions)
        {
            span.SetCustomProperty(GenAi.SystemInstructions, MessageJson.SystemInstructions(instructions));
        }

        if (options?.Tools is { Count: > 0 } tools)
        {
            span.SetCustomProperty(GenAi.ToolDefinitions, MessageJson.ToolDefinitions(tools));
        }
    }

    private void DescribeResponse(Activity span, ChatResponse response)
    {
        span.SetTag(GenAi.ResponseId, response.ResponseId);
        if (response.FinishReason is { } finishReason)
        {
            span.SetTag(GenAi.ResponseFinishReasons, new[] { finishReason.Value });
        }

        if (_options.CaptureContent)
        {
            span.SetCustomProperty(GenAi.OutputMessages, MessageJson.Output(response.Messages, response.FinishReason));
        }
    }
}
