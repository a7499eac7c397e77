using System.Text;
using System.Text.Json;
using Tta.Model;
using Tta.Server.Http;
using Tta.Server.Ingest;
using Tta.Wire.Langfuse;

namespace Tta.Server.Langfuse;

/// <summary>Bodies of requests that are one JSON object.</summary>
internal static class JsonBody
{
    /// <summary>The body as a map.</summary>
    /// <exception cref="BadHttpRequestException">It is too large.</exception>
    /// <exception cref="ParameterException">It is no JSON object.</exception>
    public static async ValueTask<AnyValue> ReadAsync(HttpContext context, int maxBytes, int maxDepth)
    {
        using RequestBody body = await RequestBody.ReadWholeAsync(context, maxBytes, "max_langfuse_batch_bytes");
        try
        {
            return LangfuseJson.Parse(Encoding.UTF8.GetString(body.Memory.Span), maxDepth) is { Kind: AnyValueKind.Map } map
                ? map
                : throw new ParameterException("the body must be a JSON object");
        }
        catch (JsonException e)
        {
            throw new ParameterException("the body is no JSON: " + e.Message);
        }
    }
}
