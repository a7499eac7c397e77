using System.Text.Json;
using System.Text.Unicode;
using Tta.Model;
using Tta.Server.Http;
using Tta.Server.Ingest;
using Tta.Server.Redaction;

namespace Tta.Server.Langfuse;

/// <summary>Bodies that are one JSON document and that are kept: what is taken must be readable ever after.</summary>
internal static class RegistryBody
{
    private const int MaxDepth = 256; // The registry reads twice as deep.

    /// <exception cref="ParameterException">It is no JSON, or has texts that are none.</exception>
    public static async Task<JsonDocument> ReadAsync(HttpContext context, Limits limits)
    {
        using RequestBody body = await RequestBody.ReadWholeAsync(context, limits.MaxRequestBytes, "max_request_bytes");
        if (!Utf8.IsValid(body.Memory.Span))
        {
            throw new ParameterException("the body is not UTF-8");
        }

        try
        {
            // The document must not point into the pooled body.
            var document = JsonDocument.Parse(
                context.Features.Get<IntakeRedactor>() is { } redactor ? redactor.Json(body.Memory.ToArray()) : body.Memory.ToArray(),
                new JsonDocumentOptions { MaxDepth = Math.Min(limits.MaxJsonDepth, MaxDepth) });
            ReadTexts(document.RootElement);
            return document;
        }
        catch (JsonException e)
        {
            throw new ParameterException($"Invalid JSON: {e.Message}");
        }
        catch (InvalidOperationException)
        {
            throw new ParameterException("a text of the body has half a character (an unpaired surrogate, as is left when a text is cut between two)");
        }
    }

    /// <summary>Fails on escapes that are no text.</summary>
    private static void ReadTexts(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (JsonElement each in value.EnumerateArray())
                {
                    ReadTexts(each);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty each in value.EnumerateObject())
                {
                    _ = each.Name;
                    ReadTexts(each.Value);
                }

                break;
        }
    }
}
