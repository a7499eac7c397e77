using System.Net;

namespace Tta.Observability;

/// <summary>A server refused or could not answer a query.</summary>
public sealed class QueryException : Exception
{
    /// <summary>Says what was asked and what came back.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="statusCode">HTTP status, or null when the server could not be reached.</param>
    /// <param name="errorType">The server's word for the error, or null.</param>
    /// <param name="innerException">The cause, or null.</param>
    public QueryException(string message, HttpStatusCode? statusCode = null, string? errorType = null, Exception? innerException = null)
        : base(message, innerException)
    {
        StatusCode = statusCode;
        ErrorType = errorType;
    }

    /// <summary>HTTP status, or null when the server could not be reached.</summary>
    public HttpStatusCode? StatusCode { get; }

    /// <summary>The server's word for the error (<c>bad_data</c>, <c>timeout</c>, ...), or null.</summary>
    public string? ErrorType { get; }
}
