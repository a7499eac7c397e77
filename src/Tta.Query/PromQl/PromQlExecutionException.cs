namespace Tta.Query.PromQl;

/// <summary>A query that parses but cannot be answered: ambiguous matching, an invalid parameter, too many samples.</summary>
public sealed class PromQlExecutionException : Exception
{
    /// <summary>Creates the exception.</summary>
    public PromQlExecutionException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
