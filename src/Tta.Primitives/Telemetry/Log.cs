using Microsoft.Extensions.Logging;

namespace Tta.Primitives;

/// <summary>Every log record of the library. Names and numbers only: inputs, outputs and keys never get here.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "workflow {WorkflowName} {WorkflowId} started")]
    public static partial void WorkflowStarted(ILogger logger, string? workflowName, string workflowId);

    [LoggerMessage(2, LogLevel.Information, "workflow {WorkflowName} {WorkflowId} completed in {DurationMs:F1} ms")]
    public static partial void WorkflowCompleted(ILogger logger, string? workflowName, string workflowId, double durationMs);

    [LoggerMessage(3, LogLevel.Error, "workflow {WorkflowName} {WorkflowId} failed after {DurationMs:F1} ms: {ErrorType}")]
    public static partial void WorkflowFailed(
        ILogger logger, Exception exception, string? workflowName, string workflowId, double durationMs, string errorType);

    [LoggerMessage(4, LogLevel.Debug, "primitive {PrimitiveName} ({PrimitiveType}) started in workflow {WorkflowId}")]
    public static partial void PrimitiveStarted(ILogger logger, string primitiveName, string primitiveType, string workflowId);

    [LoggerMessage(5, LogLevel.Debug, "primitive {PrimitiveName} ({PrimitiveType}) completed in {DurationMs:F1} ms in workflow {WorkflowId}")]
    public static partial void PrimitiveCompleted(
        ILogger logger, string primitiveName, string primitiveType, double durationMs, string workflowId);

    [LoggerMessage(6, LogLevel.Warning,
        "primitive {PrimitiveName} ({PrimitiveType}) failed after {DurationMs:F1} ms: {ErrorType} in workflow {WorkflowId}")]
    public static partial void PrimitiveFailed(
        ILogger logger, string primitiveName, string primitiveType, double durationMs, string errorType, string workflowId);

    [LoggerMessage(7, LogLevel.Information,
        "primitive {PrimitiveName} ({PrimitiveType}) cancelled after {DurationMs:F1} ms in workflow {WorkflowId}")]
    public static partial void PrimitiveCancelled(
        ILogger logger, string primitiveName, string primitiveType, double durationMs, string workflowId);

    [LoggerMessage(8, LogLevel.Debug, "router {PrimitiveName} chose {Route}: {Reason}")]
    public static partial void RouteChosen(ILogger logger, string primitiveName, string route, string reason);

    [LoggerMessage(9, LogLevel.Warning, "router {PrimitiveName} could not decide ({ErrorType}) and uses its default route")]
    public static partial void RouterFailed(ILogger logger, string primitiveName, string errorType);

    [LoggerMessage(10, LogLevel.Warning, "retry {PrimitiveName}: attempt {Attempt} of {MaxAttempts} failed ({ErrorType}), next in {DelayMs:F0} ms")]
    public static partial void AttemptFailed(
        ILogger logger, string primitiveName, int attempt, int maxAttempts, string errorType, double delayMs);

    [LoggerMessage(11, LogLevel.Warning, "fallback {PrimitiveName}: {ErrorType}, trying alternative {Alternative}")]
    public static partial void FallbackActivated(ILogger logger, string primitiveName, string errorType, int alternative);

    [LoggerMessage(12, LogLevel.Warning, "timeout {PrimitiveName}: limit of {LimitMs:F0} ms exceeded")]
    public static partial void TimeoutExceeded(ILogger logger, string primitiveName, double limitMs);

    [LoggerMessage(13, LogLevel.Warning, "timeout {PrimitiveName}: the inner step ignored its cancellation and was left behind")]
    public static partial void StepAbandoned(ILogger logger, string primitiveName);

    [LoggerMessage(14, LogLevel.Warning, "timeout {PrimitiveName}: the step left behind failed later ({ErrorType})")]
    public static partial void AbandonedStepFailed(ILogger logger, string primitiveName, string errorType);

    [LoggerMessage(15, LogLevel.Information, "persona {FromPersona} hands over to {ToPersona} in workflow {WorkflowId}")]
    public static partial void PersonaSwitched(ILogger logger, string fromPersona, string toPersona, string workflowId);

    [LoggerMessage(16, LogLevel.Warning, "circuit breaker {PrimitiveName} is now {State}")]
    public static partial void CircuitChanged(ILogger logger, string primitiveName, CircuitState state);

    [LoggerMessage(17, LogLevel.Information, "saga {PrimitiveName}: undoing {StepName}")]
    public static partial void Compensating(ILogger logger, string primitiveName, string stepName);

    [LoggerMessage(18, LogLevel.Error, "saga {PrimitiveName}: {StepName} could not be undone")]
    public static partial void CompensationFailed(ILogger logger, Exception exception, string primitiveName, string stepName);

    [LoggerMessage(19, LogLevel.Warning, "cannot {Operation} the shared cache of {PrimitiveName}: {ErrorType}; the step runs without it")]
    public static partial void SharedCacheFailed(ILogger logger, string operation, string primitiveName, string errorType);

    [LoggerMessage(20, LogLevel.Information, "checkpoint {PrimitiveName}: workflow {WorkflowId} resumes behind it")]
    public static partial void Resumed(ILogger logger, string primitiveName, string workflowId);

    [LoggerMessage(21, LogLevel.Information, "approval {PrimitiveName}: asked in workflow {WorkflowId}")]
    public static partial void ApprovalAsked(ILogger logger, string primitiveName, string workflowId);

    [LoggerMessage(22, LogLevel.Information, "approval {PrimitiveName}: {Decision} in workflow {WorkflowId} after {WaitMs:F0} ms")]
    public static partial void ApprovalDecided(ILogger logger, string primitiveName, string decision, string workflowId, double waitMs);

    [LoggerMessage(23, LogLevel.Warning, "adaptive {PrimitiveName}: candidate {Candidate} failed ({ErrorType}), the baseline runs")]
    public static partial void CandidateFailed(ILogger logger, string primitiveName, string candidate, string errorType);

    [LoggerMessage(24, LogLevel.Warning, "checkpoint {PrimitiveName} of workflow {WorkflowId} is damaged and counts as absent, its step runs again: {Path}")]
    public static partial void CheckpointDamaged(ILogger logger, string primitiveName, string workflowId, string path);

    [LoggerMessage(25, LogLevel.Warning, "saga {PrimitiveName}: {StepName} ended when nobody waited for it any more, and is undone")]
    public static partial void LateStepUndone(ILogger logger, string primitiveName, string stepName);

    [LoggerMessage(26, LogLevel.Information, "adaptive {PrimitiveName}: {Change}")]
    public static partial void AdaptiveChanged(ILogger logger, string primitiveName, string change);
}
