using System.Runtime.CompilerServices;

namespace Tta.Primitives;

/// <summary>Classes of failure, the same in spans, metrics and logs.</summary>
internal static class Failures
{
    private static readonly ConditionalWeakTable<Exception, object> s_logged = [];
    private static readonly object s_mark = new();

    /// <summary>True once for each exception: it passes through every primitive around it and is worth one line at most.</summary>
    public static bool IsWorthLogging(Exception exception) => s_logged.TryAdd(exception, s_mark);

    /// <summary>Whether the execution ended because its caller wanted so; that is no error.</summary>
    public static bool IsCancellation(Exception exception, CancellationToken cancellationToken) =>
        exception is OperationCanceledException && cancellationToken.IsCancellationRequested;

    /// <summary>Value of error.type: what the exception says of itself, else its full type name.</summary>
    public static string ErrorType(Exception exception) =>
        (exception as IClassifiedError)?.ErrorType ?? exception.GetType().FullName ?? "_OTHER";

    public static KeyValuePair<string, object?> ErrorTypeTag(Exception exception) => new(AttributeNames.ErrorType, ErrorType(exception));
}
