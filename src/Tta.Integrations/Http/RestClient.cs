// Error bodies: PostgREST {code, message, details, hint}; Supabase Auth {error_code|error, msg|error_description}; Supabase Storage
// {statusCode, error, message}; E2B {code, message}.

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Tta.Integrations;

/// <summary>Sends requests to one service and turns failures into <see cref="ServiceException"/>. Thread-safe.</summary>
internal sealed class RestClient(string service, HttpClient http, TimeProvider time)
{
    private const int MaxMessageLength = 500;
    private const string JsonMediaType = "application/json";

    public static ByteArrayContent Json(Action<Utf8JsonWriter> write)
    {
        System.Buffers.ArrayBufferWriter<byte> buffer = new(256);
        using (Utf8JsonWriter writer = new(buffer))
        {
            write(writer);
        }

        ByteArrayContent content = new(buffer.WrittenSpan.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(JsonMediaType);
        return content;
    }

    /// <summary>The answer to a request that succeeded; the caller disposes it.</summary>
    /// <param name="request">Disposed here.</param>
    /// <param name="cancellationToken">Ends the request early.</param>
    /// <param name="streaming">Whether to return at the headers.</param>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken, bool streaming = false)
    {
        using (request)
        {
            HttpCompletionOption until = streaming ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead;
            HttpResponseMessage response;
            try
            {
                response = await http.SendAsync(request, until, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (FromTransport(e, cancellationToken) is { } failure)
            {
                throw failure;
            }

            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                string body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
                throw FromAnswer((int)response.StatusCode, body, response.Headers);
            }
        }
    }

    /// <summary>The JSON of an answer; an undefined element for an empty body.</summary>
    /// <exception cref="ServiceException">It is no JSON: something between here and the service answered in its place.</exception>
    public async Task<JsonElement> ReadJsonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        if (body.Length == 0)
        {
            return default;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            string type = response.Content.Headers.ContentType?.MediaType is { } media && HttpFailure.Word(media.Replace('/', '_')) is not null ? media : "unknown";
            throw new ServiceException("invalid_response", $"{service} answered {(int)response.StatusCode} with what is no JSON (media type {type}): check its address and what proxies do", e)
            {
                StatusCode = (int)response.StatusCode,
                ServiceMessage = Cut(Encoding.UTF8.GetString(body).Trim()),
            };
        }
    }

    /// <summary>The classified failure; null when it is the caller's cancellation or no failure of transport.</summary>
    public ServiceException? FromTransport(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException when cancellationToken.IsCancellationRequested => null,
        OperationCanceledException or TimeoutException
            => new ServiceException("timeout", $"{service} did not answer in time: {exception.Message}", exception) { IsTransient = true },
        HttpRequestException or IOException
            => new ServiceException("unavailable", $"cannot reach {service}: {exception.Message}", exception) { IsTransient = true },
        _ => null,
    };

    private ServiceException FromAnswer(int status, string body, HttpResponseHeaders headers)
    {
        string message = body.Trim();
        string? code = null;
        string? hint = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                message = Text(document.RootElement, "message", "msg", "error_description", "error") ?? message;
                code = Text(document.RootElement, "code", "error_code", "error");
                hint = Text(document.RootElement, "hint");
            }
        }
        catch (JsonException)
        {
            // Gateways answer in HTML or plain text: the text itself is the best explanation there is.
        }

        message = Cut(message);
        string type = TypeOf(status);
        string named = HttpFailure.Word(code ?? "") is { } word ? $", code {word}" : "";
        return new ServiceException(type, $"{service} answered {status} ({type.Replace('_', ' ')}{named})")
        {
            StatusCode = status,
            Code = code,
            ServiceMessage = message.Length > 0 ? message : null,
            Hint = hint,
            IsTransient = status is 408 or 429 or >= 500,
            RetryAfter = HttpFailure.ReadRetryAfter(
                null, headers.TryGetValues("retry-after", out IEnumerable<string>? values) ? values.First() : null, time.GetUtcNow()),
        };
    }

    private static string Cut(string message) => message.Length > MaxMessageLength ? message[..MaxMessageLength] + "..." : message;

    private static string TypeOf(int status) => status switch
    {
        401 or 403 => "authentication",
        404 or 406 => "not_found",
        408 or 504 => "timeout",
        409 => "conflict",
        429 => "rate_limit",
        >= 500 => "unavailable",
        _ => "invalid_request",
    };

    private static string? Text(JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (element.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            {
                return value.ToString();
            }
        }

        return null;
    }
}
