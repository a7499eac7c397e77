// Reads error answers of the OpenAI and Anthropic APIs: {"error": {"message", "type", "code"}}, and of OpenAI-compatible
// servers, which also send {"error": "text"}, {"message": "text"} or plain text. RFC 9110 section 10.2.3 (Retry-After).

using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Tta.Integrations;

/// <summary>Turns an HTTP error answer of a model provider into a <see cref="ModelCallException"/>.</summary>
internal static class HttpFailure
{
    private const int MaxMessageLength = 500;
    private const int MaxCodeLength = 64;

    private static readonly SearchValues<char> s_wordCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    public static ModelCallException From(
        string provider, int status, string body, Func<string, string?> header, DateTimeOffset now)
    {
        (string message, string type, string code) = ReadBody(body);
        ModelErrorKind kind = Classify(status, $"{type} {code}", message);
        return new ModelCallException(kind, $"{provider} answered {status} ({Describe(kind)}){CodeIn(code, type)}")
        {
            StatusCode = status,
            Code = Word(code) ?? Word(type),
            ProviderMessage = message.Length > 0 ? message : null,
            RetryAfter = ReadRetryAfter(header("retry-after-ms"), header("retry-after"), now),
            RequestId = header("x-request-id") ?? header("request-id"),
        };
    }

    /// <summary>An error that arrives inside a stream that began well: the status was 200, the body says the rest.</summary>
    public static ModelCallException FromStream(string provider, string body)
    {
        (string message, string type, string code) = ReadBody(body);
        string both = $"{type} {code}";
        ModelErrorKind kind = Classify(StatusOf(both), both, message);
        return new ModelCallException(kind, $"{provider} ended the stream ({Describe(kind)}){CodeIn(code, type)}")
        {
            Code = Word(code) ?? Word(type),
            ProviderMessage = message.Length > 0 ? message : null,
        };
    }

    /// <summary>A word that a program chose, not a text that may quote something; null for anything else.</summary>
    internal static string? Word(string text) =>
        text.Length is > 0 and <= MaxCodeLength && !text.AsSpan().ContainsAnyExcept(s_wordCharacters) ? text : null;

    internal static TimeSpan? ReadRetryAfter(string? milliseconds, string? secondsOrDate, DateTimeOffset now)
    {
        if (double.TryParse(milliseconds, NumberStyles.Float, CultureInfo.InvariantCulture, out double ms) && ms is >= 0 and < 86_400_000)
        {
            return TimeSpan.FromMilliseconds(ms);
        }

        if (double.TryParse(secondsOrDate, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and < 86_400)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return DateTimeOffset.TryParseExact(secondsOrDate, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            ? TimeSpan.FromTicks(Math.Max(0, (date - now).Ticks))
            : null;
    }

    private static ModelErrorKind Classify(int status, string code, string message) => status switch
    {
        _ when IsContextLength(code, message) => ModelErrorKind.ContextLength,
        _ when Has(code, "content_filter", "content_policy") => ModelErrorKind.ContentFiltered,
        _ when status == 402 || Has(code, "quota", "billing") => ModelErrorKind.QuotaExhausted,
        401 or 403 => ModelErrorKind.Authentication,
        404 => ModelErrorKind.NotFound,
        408 or 504 => ModelErrorKind.TimedOut,
        429 => ModelErrorKind.RateLimited,
        >= 500 => ModelErrorKind.Unavailable, // 529 is Anthropic's "overloaded"
        >= 400 => ModelErrorKind.InvalidRequest,
        _ => ModelErrorKind.Other,
    };

    // The status that the API would have answered with, by the type of the error.
    private static int StatusOf(string code) => code switch
    {
        _ when Has(code, "rate_limit", "429") => 429,
        _ when Has(code, "invalid_request") => 400,
        _ when Has(code, "authentication", "permission") => 401,
        _ when Has(code, "not_found") => 404,
        _ when Has(code, "timeout") => 504,
        _ => 503,
    };

    private static bool IsContextLength(string code, string message)
        => Has(code, "context_length")
            || message.Contains("context length", StringComparison.OrdinalIgnoreCase)
            || message.Contains("prompt is too long", StringComparison.OrdinalIgnoreCase)
            || message.Contains("exceed context limit", StringComparison.OrdinalIgnoreCase);

    private static bool Has(string code, params ReadOnlySpan<string> words)
    {
        foreach (string word in words)
        {
            if (code.Contains(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static string CodeIn(string code, string type) => (Word(code) ?? Word(type)) is { } word ? $", code {word}" : "";

    private static string Describe(ModelErrorKind kind) => kind switch
    {
        ModelErrorKind.RateLimited => "rate limit",
        ModelErrorKind.QuotaExhausted => "the quota or the credit of the account is used up",
        ModelErrorKind.Authentication => "the key is missing, wrong or lacks the right; check the environment variable it comes from",
        ModelErrorKind.ContextLength => "the prompt is too long for the model",
        ModelErrorKind.NotFound => "no such model or endpoint; check the model name and the base URL",
        ModelErrorKind.ContentFiltered => "content refused",
        ModelErrorKind.Unavailable => "temporarily unavailable",
        ModelErrorKind.TimedOut => "timed out",
        _ => "request refused",
    };

    private static (string Message, string Type, string Code) ReadBody(string body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object)
            {
                JsonElement error = root.TryGetProperty("error", out JsonElement inner) ? inner : root;
                return error.ValueKind == JsonValueKind.Object
                    ? (Shorten(Text(error, "message")), Text(error, "type"), Text(error, "code"))
                    : (Shorten(error.ToString()), "", "");
            }
        }
        catch (JsonException)
        {
            // Proxies and gateways answer in HTML or plain text: the text itself is the best explanation there is.
        }

        return (Shorten(body.Trim()), "", "");
    }

    private static string Text(JsonElement element, string name)
        => element.TryGetProperty(name, out JsonElement value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? value.ToString()
            : "";

    private static string Shorten(string text) => text.Length <= MaxMessageLength ? text : text[..MaxMessageLength] + "...";
}
