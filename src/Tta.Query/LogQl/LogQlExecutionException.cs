namespace Tta.Query.LogQl;

/// <summary>A query that parses but cannot be answered: errors in the pipeline of a metric query, too many series or entries.</summary>
public sealed class LogQlExecutionException : Exception
{
    /// <summary>Creates the exception.</summary>
    public LogQlExecutionException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
