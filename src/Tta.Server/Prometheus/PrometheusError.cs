using Tta.Model;
using Tta.Query;
using Tta.Query.PromQl;
using Tta.Server.Http;

namespace Tta.Server.Prometheus;

/// <summary>How the Prometheus API names an error and which HTTP status goes with it.</summary>
/// <param name="Type">errorType of the answer.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Message">Text for the user.</param>
internal readonly record struct PrometheusError(string Type, int Status, string Message)
{
    /// <summary>Maps an exception; null for one that is a bug and belongs to the server's last resort.</summary>
    public static PrometheusError? From(Exception exception) => exception switch
    {
        ParameterException e => new("bad_data", 400, e.Message),
        PromQlParseException e => new("bad_data", 400, $"invalid parameter \"query\": {e.Message}"),
        PromQlExecutionException e => new("execution", 422, e.Message),
        LimitExceededException e => new("execution", 422, e.Message),
        QueryTimeoutException e => new("timeout", 503, e.Message),
        OperationCanceledException => new("canceled", 499, "query was canceled in query execution"),
        BadHttpRequestException e => new("bad_data", e.StatusCode, e.Message),
        InvalidDataException e => new("bad_data", 400, e.Message),
        _ => null,
    };
}
