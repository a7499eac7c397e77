namespace Tta.Primitives.Testing;

/// <summary>What retries, metrics and spans need to know of an error, without its type.</summary>
internal sealed record RecordedError(string Type, string Message, bool IsTransient, TimeSpan? RetryAfter)
{
    public static RecordedError Of(Exception exception)
    {
        var classified = exception as IClassifiedError;
        return new(Failures.ErrorType(exception), exception.Message, classified?.IsTransient ?? true, classified?.RetryAfter);
    }

    public RecordedErrorException ToException() => new(Type, Message, IsTransient, RetryAfter);
}
