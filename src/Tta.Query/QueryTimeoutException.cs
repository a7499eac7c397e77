namespace Tta.Query;

/// <summary>A query ran longer than it may.</summary>
public sealed class QueryTimeoutException : Exception
{
    /// <summary>Creates the exception.</summary>
    public QueryTimeoutException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
