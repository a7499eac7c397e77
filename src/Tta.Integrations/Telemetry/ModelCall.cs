using System.Diagnostics;
using Tta.Pricing;
using Tta.Primitives;

namespace Tta.Integrations;

/// <summary>
/// One observed call of a model: its span and its measurements. Started before the request, ended exactly once by
/// <see cref="Succeed"/>, <see cref="Fail"/> or <see cref="Abandon"/>. Used by one flow at a time.
/// </summary>
internal sealed class ModelCall
{
    private const string UnknownModel = "unknown";

    private static readonly ActivitySource s_source = new(GenAi.SourceName, GenAi.Version);

    private readonly ModelCallTarget _target;
    private readonly TimeProvider _time;
    private readonly string _operation;
    private readonly bool _captureContent;
    private readonly WorkflowContext? _workflow = WorkflowContext.Current;
    private readonly long _startTimestamp;
    private double? _firstChunkSeconds;
    private long _latestChunkTimestamp;

    private ModelCall(ModelCallTarget target, string operation, string model, TimeProvider time, bool captureContent)
    {
        _captureContent = captureContent;
        _target = target;
        _time = time;
        _operation = operation;
        Model = model;
        _startTimestamp = time.GetTimestamp();
        SelfDiagnostics.Guard("start", () => Span = StartSpan());
    }

    /// <summary>Whether anybody looks: otherwise a call is passed on as it is.</summary>
    public static bool IsObserved => s_source.HasListeners() || ModelMetrics.Enabled;

    /// <summary>The span; null when the call is not sampled.</summary>
    public Activity? Span { get; private set; }

    /// <summary>Whether the call was ended.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The model that the request asks for.</summary>
    public string Model { get; }

    public static ModelCall Start(ModelCallTarget target, string operation, string? model, ModelTelemetryOptions options)
        => new(target, operation, model ?? target.DefaultModel ?? UnknownModel, options.Time, options.CaptureContent);

    /// <summary>Called at every chunk of a streamed answer.</summary>
    public void OnChunk()
    {
        long now = _time.GetTimestamp();
        if (_firstChunkSeconds is null)
        {
            _firstChunkSeconds = _time.GetElapsedTime(_startTimestamp, now).TotalSeconds;
        }
        else if (ModelMetrics.ChunksEnabled)
        {
            double gapSeconds = _time.GetElapsedTime(_latestChunkTimestamp, now).TotalSeconds;
            SelfDiagnostics.Guard("chunk", () => ModelMetrics.RecordChunkGap(gapSeconds, _operation, _target.Provider, Model, _workflow));
        }

        _latestChunkTimestamp = now;
    }

    public void Succeed(string? responseModel, TokenUsage usage, ModelCost? cost)
    {
        Describe(responseModel, usage, cost);
        End("success", errorType: null, responseModel, usage, cost);
    }

    /// <summary>The call failed; what was used until then, if that is known, still counts.</summary>
    public void Fail(Exception exception, bool cancelled, string? responseModel = null, TokenUsage usage = default, ModelCost? cost = null)
    {
        if (HasEnded)
        {
            return;
        }

        if (cancelled)
        {
            Abandon(responseModel, usage, cost);
            return;
        }

        Describe(responseModel, usage, cost);
        string errorType = ErrorTypeOf(exception);
        if (Span is { } span)
        {
            SelfDiagnostics.Guard("failure", () =>
            {
                span.SetTag(GenAi.ErrorType, errorType);
                span.AddException(exception);
                span.SetStatus(ActivityStatusCode.Error, exception.Message);
                if (_captureContent && exception is ModelCallException { ProviderMessage: { } said })
                {
                    span.SetCustomProperty(GenAi.ProviderErrorMessage, said);
                }
            });
        }

        End("error", errorType, responseModel, usage, cost);
    }

    /// <summary>The caller stopped before the end: what was used until then still counts.</summary>
    public void Abandon(string? responseModel, TokenUsage usage, ModelCost? cost)
    {
        Describe(responseModel, usage, cost);
        End("cancelled", errorType: null, responseModel, usage, cost);
    }

    internal static string ErrorTypeOf(Exception exception)
        => exception is IClassifiedError classified ? classified.ErrorType : exception.GetType().FullName ?? "_OTHER";

    // Samplers see the attributes that are there at the start; the rest follows only when the span is recorded.
    private Activity? StartSpan()
    {
        if (!s_source.HasListeners())
        {
            return null;
        }

        TagList tags = new()
        {
            { GenAi.OperationName, _operation },
            { GenAi.ProviderName, _target.Provider },
            { GenAi.RequestModel, Model },
        };
        if (_target.Endpoint is { } endpoint)
        {
            tags.Add(GenAi.ServerAddress, endpoint.Host);
            tags.Add(GenAi.ServerPort, endpoint.Port);
        }

        Activity? span = s_source.StartActivity($"{_operation} {Model}", ActivityKind.Client, parentContext: default, tags);
        if (span is { IsAllDataRequested: true })
        {
            WorkflowTags.AddTo(span, _workflow);
        }

        return span;
    }

    private void Describe(string? responseModel, TokenUsage usage, ModelCost? cost) => SelfDiagnostics.Guard("usage", () =>
    {
        if (Span is { IsAllDataRequested: true } span)
        {
            span.SetTag(GenAi.ResponseModel, responseModel);
            AddUsage(span, usage, cost);
        }
    });

    private void AddUsage(Activity span, TokenUsage usage, ModelCost? cost)
    {
        if (usage.TotalTokens > 0)
        {
            span.SetTag(GenAi.UsageInputTokens, usage.InputTokens);
            span.SetTag(GenAi.UsageOutputTokens, usage.OutputTokens);
        }

        AddPart(GenAi.UsageCacheReadInputTokens, usage.CachedInputTokens);
        AddPart(GenAi.UsageCacheCreationInputTokens, usage.CacheCreationInputTokens);
        AddPart(GenAi.UsageReasoningOutputTokens, usage.ReasoningTokens);
        if (cost?.TotalUsd is { } usd)
        {
            span.SetTag(GenAi.UsageCost, (double)usd);
            span.SetTag(GenAi.CostPriceBook, cost.PriceBookVersion);
            span.SetTag(GenAi.CostTier, cost.Tier);
        }

        if (_firstChunkSeconds is { } firstChunk)
        {
            span.SetTag(GenAi.ResponseTimeToFirstChunk, firstChunk);
            span.SetTag(GenAi.TimeToFirstTokenSeconds, firstChunk);
        }

        void AddPart(string name, long count)
        {
            if (count > 0)
            {
                span.SetTag(name, count);
            }
        }
    }

    private void End(string status, string? errorType, string? responseModel, TokenUsage usage, ModelCost? cost)
    {
        HasEnded = true;
        SelfDiagnostics.Guard("metrics", () => ModelMetrics.Record(new ModelCallOutcome
        {
            Operation = _operation,
            Provider = _target.Provider,
            Model = Model,
            Status = status,
            Workflow = _workflow,
            DurationSeconds = _time.GetElapsedTime(_startTimestamp).TotalSeconds,
            Endpoint = _target.Endpoint,
            ResponseModel = responseModel,
            ErrorType = errorType,
            FirstChunkSeconds = _firstChunkSeconds,
            Usage = usage,
            CostUsd = (double?)cost?.TotalUsd,
        }));
        SelfDiagnostics.Guard("stop", () => Span?.Dispose());
    }
}
