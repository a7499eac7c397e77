namespace Tta.Primitives;

/// <summary>Classes of failure, the same in spans, metrics and logs.</summary>
internal static class Failures
{
    /// <summary>Whether the execution ended because its caller wanted so; that is no error.</summary>
    public static bool IsCancellation(Exception exception, CancellationToken cancellationToken) =>
        exception is OperationCanceledException && cancellationToken.IsCancellationRequested;

    /// <summary>Value of error.type: what the exception says of itself, else its full type name.</summary>
    public static string ErrorType(Exception exception) =>
        (exception as IClassifiedError)?.ErrorType ?? exception.GetType().FullName ?? "_OTHER";

    public static KeyValuePair<string, object?> ErrorTypeTag(Exception exception) => new(AttributeNames.ErrorType, ErrorType(exception));
}
