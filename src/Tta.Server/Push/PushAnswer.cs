using System.Globalization;
using Tta.Server.Ingest;

namespace Tta.Server.Push;

/// <summary>Answers of the push protocols that speak plain text: 204, or a status with the reason.</summary>
internal static class PushAnswer
{
    /// <summary>Answers by outcome.</summary>
    /// <param name="context">The request.</param>
    /// <param name="result">How it ended.</param>
    /// <param name="statusOfPartial">Status when some items were refused: these protocols know no partial success.</param>
    public static Task WriteAsync(HttpContext context, in IngestResult result, int statusOfPartial)
    {
        int status = result.Status switch
        {
            IngestStatus.Ok => result.RejectedCount == 0 ? StatusCodes.Status204NoContent : statusOfPartial,
            IngestStatus.TooLarge => StatusCodes.Status413PayloadTooLarge,
            IngestStatus.UnsupportedEncoding => StatusCodes.Status415UnsupportedMediaType,
            IngestStatus.Unavailable => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status400BadRequest,
        };
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = ((int)IngestResult.RetryDelay.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return WriteAsync(context, status, result.Message ?? "");
    }

    public static Task WriteAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status204NoContent)
        {
            return Task.CompletedTask;
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(message + "\n", context.RequestAborted);
    }
}
