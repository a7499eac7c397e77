namespace Tta.Query.TraceQl;

/// <summary>A valid query that cannot be answered: a limit, or parameters that do not fit it.</summary>
public sealed class TraceQlExecutionException : Exception
{
    internal TraceQlExecutionException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
