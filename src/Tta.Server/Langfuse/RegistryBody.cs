using System.Text.Json;
using Tta.Model;
using Tta.Server.Http;
using Tta.Server.Ingest;

namespace Tta.Server.Langfuse;

/// <summary>Bodies that are one JSON document.</summary>
internal static class RegistryBody
{
    /// <exception cref="ParameterException">It is too large, or no JSON.</exception>
    public static async Task<JsonDocument> ReadAsync(HttpContext context, Limits limits)
    {
        using RequestBody body = await RequestBody.ReadAsync(
            context.Request.BodyReader, context.Request.ContentLength, limits.MaxRequestBytes, context.RequestAborted)
            ?? throw new BadHttpRequestException(
                $"the body is larger than {limits.MaxRequestBytes} bytes; raise limits.max_request_bytes", StatusCodes.Status413PayloadTooLarge);
        try
        {
            // The document must not point into the pooled body.
            return JsonDocument.Parse(body.Memory.ToArray(), new JsonDocumentOptions { MaxDepth = limits.MaxJsonDepth });
        }
        catch (JsonException e)
        {
            throw new ParameterException($"Invalid JSON: {e.Message}");
        }
    }
}
