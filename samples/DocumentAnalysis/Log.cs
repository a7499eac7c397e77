using Microsoft.Extensions.Logging;

namespace DocumentAnalysis;

/// <summary>What the steps log. Written inside a step, so each record carries the trace and span of that step.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "parsed {DocumentId} ({Kind}): {WordCount} words, {ClaimCount} claims")]
    public static partial void Parsed(ILogger logger, string documentId, string kind, int wordCount, int claimCount);

    [LoggerMessage(2, LogLevel.Information, "routed {DocumentId} to the {Route} model: {Reason}")]
    public static partial void Routed(ILogger logger, string documentId, string route, string reason);

    [LoggerMessage(3, LogLevel.Information, "summarised {DocumentId} with {Model}: {Length} characters")]
    public static partial void Summarized(ILogger logger, string documentId, string model, int length);

    [LoggerMessage(4, LogLevel.Information, "check of {Check} passed for {DocumentId}")]
    public static partial void CheckPassed(ILogger logger, string documentId, string check);

    [LoggerMessage(5, LogLevel.Warning, "check of {Check} failed for {DocumentId}: {Finding}")]
    public static partial void CheckFailed(ILogger logger, string documentId, string check, string finding);

    [LoggerMessage(6, LogLevel.Information, "reported {DocumentId}: {Verdict}")]
    public static partial void Reported(ILogger logger, string documentId, string verdict);

    [LoggerMessage(7, LogLevel.Error, "analysis of {DocumentId} failed")]
    public static partial void Failed(ILogger logger, Exception exception, string documentId);
}
